namespace MlNetCnn.Datasets;

/// <summary>Finds image files without labels, for example to classify them. Files are enumerated one at a time, so that work on a folder of any
/// size can start at once.</summary>
public static class ImageFiles
{
    /// <summary>The file extensions, with their dots, that are recognized as images in a folder, in any case.</summary>
    public static IReadOnlyList<string> Extensions { get; } = ImageExtensions.Accepted.Split(", ").AsReadOnly();

    /// <summary>Whether a file is an image by its name; its content is checked when it is decoded.</summary>
    /// <param name="path">Its path or name.</param>
    /// <returns>True if it ends in one of <see cref="Extensions"/>.</returns>
    public static bool HasImageExtension(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return ImageExtensions.Matches(path);
    }

    /// <summary>Searches a folder and all its subfolders. Links to folders are followed, but never in a cycle.</summary>
    /// <remarks>Always skipped: hidden files and folders, Thumbs.db, desktop.ini, .DS_Store, __MACOSX.</remarks>
    /// <param name="folder">An existing folder.</param>
    /// <returns>
    /// Images, other files, and folders that were not searched, read on demand; in each folder the files come before the subfolders, both
    /// in ordinal order, so that the order is the same on every machine.
    /// </returns>
    public static IEnumerable<FolderItem> EnumerateFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new FolderWalk(Sorted).Below(folder).Select(file =>
            file.Error is { } exception ? new FolderItem(file.Path, FolderItemKind.UnreadableFolder, exception.Message)
            : file.IsLoop ? new FolderItem(file.Path, FolderItemKind.RepeatedFolder)
            : new FolderItem(file.Path, ImageExtensions.Matches(file.Path) ? FolderItemKind.Image : FolderItemKind.OtherFile));
    }

    /// <summary>Reads the paths of a table, which needs no labels; relative paths start from <see cref="TableOptions.ImageRoot"/>.</summary>
    /// <param name="table">The table: <c>.csv</c> or <c>.tsv</c>.</param>
    /// <param name="options">Its columns and format, or null to recognize them.</param>
    /// <param name="warn">Receives warnings of one sentence, for example about a row without a path; or null.</param>
    /// <returns>A path for each row, read on demand; empty for a row without one.</returns>
    /// <exception cref="MlNetCnnException">While the paths are read: the table cannot be read, or lacks a column.</exception>
    /// <exception cref="IOException">While the paths are read: the file cannot be opened; also <see cref="UnauthorizedAccessException"/>.</exception>
    public static IEnumerable<string> EnumerateTable(string table, TableOptions? options = null, Action<string>? warn = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        return Paths(table, (options ?? new TableOptions()) with { LabelIsOptional = true }, warn ?? (_ => { }));
    }

    private static IEnumerable<string> Paths(string table, TableOptions columns, Action<string> warn)
    {
        ArchiveFile.Refuse(table);
        var root = Path.GetFullPath(columns.ImageRoot ?? Path.GetDirectoryName(Path.GetFullPath(table))!);
        using var stream = new FileStream(table, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.SequentialScan);
        foreach (var row in TabularListing.Rows(stream, table, columns, warn))
        {
            if (string.IsNullOrWhiteSpace(row.Path) || row.Path.Contains('\0'))
            {
                // It becomes a row with an error, so that each row of the table has a result.
                warn($"{row.Where} of '{table}' has no path");
                yield return "";
                continue;
            }

            if (row.SurplusCells > 0)
            {
                warn($"{row.Where} of '{table}' has more cells than the header; a path with a comma in it needs quotes");
            }

            // A table made on Windows works on every system.
            yield return Path.IsPathFullyQualified(row.Path) ? row.Path : Path.GetFullPath(row.Path.Replace('\\', '/'), root);
        }
    }

    // Sorts one folder at a time. The walk visits the last folder first.
    private static IEnumerable<FolderEntry> Sorted(string folder)
    {
        var entries = FolderEntry.Read(folder).OrderBy(entry => entry.Path, StringComparer.Ordinal).ToLookup(entry => entry.IsFolder);
        return entries[false].Concat(entries[true].Reverse());
    }
}
