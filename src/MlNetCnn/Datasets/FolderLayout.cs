namespace MlNetCnn.Datasets;

/// <summary>Tells a folder of class folders from a folder of parts.</summary>
internal static class FolderLayout
{
    /// <summary>
    /// Finds the parts. A folder named as a part is one if it holds folders and no pictures of its own; so <c>train/</c> among
    /// <c>bus/</c> and <c>car/</c>, with pictures of trains in it, is a class.
    /// </summary>
    /// <param name="root">The root as it was given, for messages.</param>
    /// <param name="top">The root.</param>
    /// <param name="read">Reads one folder.</param>
    /// <returns>The part folders in order of name, and the folders that are none; null if the folders are classes.</returns>
    /// <exception cref="MlNetCnnException">It could be either.</exception>
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
            $"'{root}' could be a folder of classes or a folder of parts",
            expected: "class folders only, or train/, val/ and test/ only",
            received: $"'{Path.GetFileName(parts[0].Folder)}' beside '{Path.GetFileName(others[0])}'",
            fix: "move the folders that are not part of the set elsewhere, or list the pictures in a .csv");
    }

    private static bool HoldsFoldersOnly(string folder, Func<string, IEnumerable<FolderEntry>> read) =>
        FolderContent.TryRead(folder, read, out _) is { Folders.Count: > 0, Images.Count: 0 };
}
