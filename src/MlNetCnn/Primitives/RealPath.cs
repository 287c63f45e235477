namespace MlNetCnn.Primitives;

/// <summary>Resolves symbolic links in paths, to detect loops and two names of one file.</summary>
[SharedInternal]
internal static class RealPath
{
    // The limit of Linux.
    private const int MaxLinks = 40;

    /// <summary>Resolves all symbolic links in a path, as far as it exists.</summary>
    /// <param name="path">A path; components that do not exist stay unchanged.</param>
    /// <returns>The absolute path without links. For a broken link, the path that it points to.</returns>
    /// <exception cref="IOException">The links form a cycle.</exception>
    public static string Of(string path) => Of(path, MaxLinks);

    /// <summary>Whether a path is a folder or is inside it.</summary>
    /// <param name="path">The inner path.</param>
    /// <param name="folder">The outer folder.</param>
    /// <param name="comparison">Whether the file system is case-sensitive.</param>
    /// <returns>True if <paramref name="path"/> is <paramref name="folder"/> or is inside it.</returns>
    public static bool IsWithin(string path, string folder, StringComparison comparison = StringComparison.Ordinal)
    {
        var outer = Path.TrimEndingDirectorySeparator(folder);
        return path.StartsWith(outer, comparison)
            && (path.Length == outer.Length || Path.EndsInDirectorySeparator(outer) || path[outer.Length] == Path.DirectorySeparatorChar);
    }

    /// <summary>Resolves all symbolic links in the path of a file; when called for many files, each folder is resolved once.</summary>
    /// <param name="path">The path of a file.</param>
    /// <param name="folders">The real paths of folders resolved so far; the folder of the file is added.</param>
    /// <exception cref="IOException">The links form a cycle.</exception>
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

    /// <summary>Returns the deepest folder that contains all files.</summary>
    /// <param name="paths">The files.</param>
    /// <returns>An absolute path; empty if the files are on several drives or if there are none.</returns>
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
            : throw new IOException($"The symbolic links of '{path}' form a cycle");
    }
}
