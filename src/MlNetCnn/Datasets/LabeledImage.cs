namespace MlNetCnn;

/// <summary>Represents an image and its class.</summary>
/// <param name="Path">The path of the file; it is not opened until the image is decoded.</param>
/// <param name="Label">The name of its class; the comparison is ordinal and case-sensitive.</param>
public sealed record LabeledImage(string Path, string Label)
{
    /// <summary>The split that the image is assigned to.</summary>
    /// <value>Default: <see cref="DatasetSplit.Unassigned"/>.</value>
    public DatasetSplit Split { get; init; }

    /// <summary>
    /// The subject of the image beyond its class, for example one object or one patient: images of one group stay in one split.
    /// </summary>
    /// <value>Default: null, no group.</value>
    public string? Group { get; init; }
}
