namespace MlNetCnn.Datasets;

/// <summary>Distinguishes a folder of class folders from a folder of splits.</summary>
internal static class FolderLayout
{
    /// <summary>
    /// Finds the split folders. A folder with the name of a split is one if it holds subfolders and no images; a folder <c>train/</c> with
    /// images of trains, next to <c>bus/</c> and <c>car/</c>, is a class.
    /// </summary>
    /// <param name="root">The root as specified, for messages.</param>
    /// <param name="top">The content of the root.</param>
    /// <param name="read">Reads one folder.</param>
    /// <returns>The split folders in order of name, and the other folders; null if the folders are classes.</returns>
    /// <exception cref="MlNetCnnException">The folders could be classes or splits.</exception>
    public static (IReadOnlyList<(string Folder, DatasetSplit Part)> Folders, IReadOnlyList<string> Others)? FindParts(
        string root, FolderContent top, Func<string, IEnumerable<FolderEntry>> read)
    {
        var parts = new List<(string Folder, DatasetSplit Part)>();
        var others = new List<string>();
        foreach (var folder in top.Folders)
        {
            if (SplitNames.TryParse(folder.Name, out var part))
            {
                parts.Add((folder.Path, part));
            }
            else
            {
                others.Add(folder.Path);
            }
        }

        if (parts.Count == 0)
        {
            return null;
        }

        if (others.Count == 0)
        {
            return (parts, others);
        }

        var nested = parts.Count(part => HoldsFoldersOnly(part.Folder, read));
        if (nested == 0)
        {
            return null;
        }

        if (nested == parts.Count && parts.Select(part => part.Part).Distinct().Count() > 1)
        {
            return (parts, others);
        }

        throw new MlNetCnnException(
            ErrorKind.Data, ErrorCodes.DataLayoutAmbiguous,
            $"'{root}' could be a folder of classes or a folder of splits",
            expected: "class folders only, or train/, val/ and test/ only",
            received: $"'{Path.GetFileName(parts[0].Folder)}' next to '{Path.GetFileName(others[0])}'",
            fix: "move folders that do not belong to the dataset elsewhere, or list the images in a .csv");
    }

    private static bool HoldsFoldersOnly(string folder, Func<string, IEnumerable<FolderEntry>> read) =>
        FolderContent.TryRead(folder, read, out _) is { Folders.Count: > 0, Images.Count: 0 };
}
