namespace MlNetCnn.Datasets;

/// <summary>What a search for images comes upon in a folder.</summary>
public enum FolderItemKind
{
    /// <summary>A file with one of <see cref="ImageFiles.Extensions"/>.</summary>
    Image,

    /// <summary>A file that is no image by its name.</summary>
    OtherFile,

    /// <summary>A folder that cannot be read.</summary>
    UnreadableFolder,

    /// <summary>A link to a folder that is on the way to it or was searched already, and is not followed.</summary>
    RepeatedFolder,
}
