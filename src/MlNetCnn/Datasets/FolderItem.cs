namespace MlNetCnn.Datasets;

/// <summary>What a search for images came upon; see <see cref="ImageFiles.EnumerateFolder"/>.</summary>
/// <param name="Path">The path, below the path that the search started from.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Error">Why a folder cannot be read, one sentence of the operating system; null for anything else.</param>
public readonly record struct FolderItem(string Path, FolderItemKind Kind, string? Error = null);
