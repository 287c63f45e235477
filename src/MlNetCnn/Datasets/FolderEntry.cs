using System.IO.Enumeration;

namespace MlNetCnn.Datasets;

/// <summary>A visible file or subfolder of a folder.</summary>
/// <param name="Path">Its path, which starts with the path of the folder as specified.</param>
/// <param name="IsFolder">Whether it is a folder, or a link to one.</param>
/// <param name="IsLink">Whether it is a symbolic link.</param>
internal readonly record struct FolderEntry(string Path, bool IsFolder, bool IsLink)
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Its name in the folder.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>
    /// Enumerates the content of a folder in the order of the file system, without loading all of it. Always skipped:
    /// hidden files and folders, <c>Thumbs.db</c>, <c>desktop.ini</c>, <c>.DS_Store</c> and <c>__MACOSX</c>.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The visible files and subfolders.</returns>
    public static IEnumerable<FolderEntry> Read(string folder) =>
        new FileSystemEnumerable<FolderEntry>(
            folder,
            (ref FileSystemEntry entry) => new FolderEntry(
                entry.ToSpecifiedFullPath(),
                entry.IsDirectory,
                (entry.Attributes & FileAttributes.ReparsePoint) != 0),
            Everything)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !IsIgnored(ref entry),
        };

    private static bool IsIgnored(ref FileSystemEntry entry) =>
        entry.FileName.StartsWith('.')
        || entry.FileName.Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase)
        || entry.FileName.Equals("desktop.ini", StringComparison.OrdinalIgnoreCase)
        || entry.FileName.Equals("__MACOSX", StringComparison.OrdinalIgnoreCase)
        || entry.IsHidden;
}
