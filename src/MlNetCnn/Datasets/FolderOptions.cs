namespace MlNetCnn.Datasets;

/// <summary>How to scan a folder of pictures.</summary>
public sealed record FolderOptions
{
    /// <summary>Whether a class folder without pictures is passed over with a warning; it is then no class of the listing.</summary>
    /// <value>False: it is refused, since a class that cannot be learnt is mostly a mistake.</value>
    public bool AllowEmptyClasses { get; init; }
}
