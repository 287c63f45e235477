namespace MlNetCnn.Datasets;

/// <summary>An item found by a search for images; see <see cref="ImageFiles.EnumerateFolder"/>.</summary>
/// <param name="Path">The path, which starts with the path that was searched.</param>
/// <param name="Kind">The kind of item.</param>
/// <param name="Error">The message of the operating system if a folder cannot be read; otherwise null.</param>
public readonly record struct FolderItem(string Path, FolderItemKind Kind, string? Error = null);
