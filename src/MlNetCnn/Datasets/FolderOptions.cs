namespace MlNetCnn.Datasets;

/// <summary>Options for scanning a folder of images.</summary>
public sealed record FolderOptions
{
    /// <summary>Whether a class folder without images is skipped with a warning instead of being an error; it is then not a class.</summary>
    /// <value>Default: false, because a class without images is usually a mistake.</value>
    public bool AllowEmptyClasses { get; init; }
}
