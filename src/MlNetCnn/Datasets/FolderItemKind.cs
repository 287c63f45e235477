namespace MlNetCnn.Datasets;

/// <summary>The kind of an item found by a search for images.</summary>
public enum FolderItemKind
{
    /// <summary>A file with one of <see cref="ImageFiles.Extensions"/>.</summary>
    Image,

    /// <summary>A file without an image extension.</summary>
    OtherFile,

    /// <summary>A folder that cannot be read.</summary>
    UnreadableFolder,

    /// <summary>A link to a parent folder or to a folder that was already searched; it is not followed.</summary>
    RepeatedFolder,
}
