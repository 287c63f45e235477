namespace MlNetCnn.Datasets;

/// <summary>The content of a folder that holds class folders.</summary>
/// <param name="path">The folder.</param>
internal sealed class FolderContent(string path)
{
    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>The visible subfolders, in ordinal order of their names.</summary>
    public List<FolderEntry> Folders { get; } = [];

    /// <summary>The paths of the images directly in the folder, in ordinal order. Other files, such as a table or a license, are ignored.</summary>
    public List<string> Images { get; } = [];

    /// <summary>Reads the content of a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="read">Reads one folder.</param>
    /// <param name="exception">The reason the folder cannot be read.</param>
    /// <returns>The content, or null.</returns>
    public static FolderContent? TryRead(string path, Func<string, IEnumerable<FolderEntry>> read, out Exception? exception)
    {
        var content = new FolderContent(path);
        try
        {
            foreach (var entry in read(path))
            {
                if (entry.IsFolder)
                {
                    content.Folders.Add(entry);
                }
                else if (ImageExtensions.Matches(entry.Path))
                {
                    content.Images.Add(entry.Path);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            exception = failure;
            return null;
        }

        content.Folders.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        content.Images.Sort(StringComparer.Ordinal);
        exception = null;
        return content;
    }
}
