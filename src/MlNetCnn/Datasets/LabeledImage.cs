namespace MlNetCnn;

/// <summary>A picture and its class.</summary>
/// <param name="Path">The path of the file; nothing is opened before the picture is decoded.</param>
/// <param name="Label">The name of its class; names are compared as they are written, upper and lower case apart.</param>
public sealed record LabeledImage(string Path, string Label)
{
    /// <summary>The part the picture was assigned to.</summary>
    /// <value>Default: <see cref="DatasetSplit.Unassigned"/>.</value>
    public DatasetSplit Split { get; init; }

    /// <summary>
    /// What the picture shows beyond its class, for example one object or one patient: pictures of one group stay on one side of a split.
    /// </summary>
    /// <value>Default: null, a group of its own.</value>
    public string? Group { get; init; }
}
