namespace MlNetCnn.Primitives;

/// <summary>Paths without symbolic links in them, by which loops are recognised, and two names of one file.</summary>
[SharedInternal]
internal static class RealPath
{
    // As many as Linux follows.
    private const int MaxLinks = 40;

    /// <summary>Follows every link on the way to a file or folder, as far as there is one.</summary>
    /// <param name="path">A path; what does not exist of it stays as it is.</param>
    /// <returns>The absolute path that goes through no link. A link that leads nowhere gives the place where it leads.</returns>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string Of(string path) => Of(path, MaxLinks);

    /// <summary>Tells whether one folder lies in another, or is it.</summary>
    /// <param name="path">The inner folder.</param>
    /// <param name="folder">The outer folder.</param>
    /// <param name="comparison">Whether the file system tells capitals from small letters.</param>
    /// <returns>True if <paramref name="path"/> is <paramref name="folder"/> or lies below it.</returns>
    public static bool IsWithin(string path, string folder, StringComparison comparison = StringComparison.Ordinal)
    {
        var outer = Path.TrimEndingDirectorySeparator(folder);
        return path.StartsWith(outer, comparison)
            && (path.Length == outer.Length || Path.EndsInDirectorySeparator(outer) || path[outer.Length] == Path.DirectorySeparatorChar);
    }

    /// <summary>The path of a file without links in it, as <see cref="Of(string)"/> gives it; of many files each folder is followed once.</summary>
    /// <param name="path">The path of a file.</param>
    /// <param name="folders">The folders that were followed before; gains that of the file.</param>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string Of(string path, Dictionary<string, string> folders)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
        {
            return Of(path);
        }

        var folder = file.DirectoryName!;
        if (!folders.TryGetValue(folder, out var real))
        {
            folders.Add(folder, real = Of(folder));
        }

        return Path.Combine(real, file.Name);
    }

    /// <summary>The deepest folder that holds all of some files.</summary>
    /// <param name="paths">The files.</param>
    /// <returns>An absolute path; empty if the files lie on several drives or if there is none.</returns>
    public static string CommonFolder(IEnumerable<string> paths)
    {
        string? common = null;
        foreach (var path in paths)
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
            common ??= folder;
            while (common.Length > 0 && !IsWithin(folder, common))
            {
                common = Path.GetDirectoryName(common) ?? "";
            }
        }

        return common ?? "";
    }

    private static string Of(string path, int links)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        var here = Path.Combine(Of(parent, links), Path.GetFileName(full));
        return new FileInfo(here).LinkTarget is not { } target ? here
            : links > 0 ? Of(Path.Combine(Path.GetDirectoryName(here)!, target), links - 1)
            : throw new IOException($"The symbolic links of '{path}' lead in a circle");
    }
}
