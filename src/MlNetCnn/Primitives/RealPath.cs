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

/// <summary>Resolves the real paths of many files; each folder is resolved once.</summary>
[SharedInternal]
internal sealed class RealPaths
{
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);

    /// <summary>Returns the path without links, as far as it exists; see <see cref="RealPath.Of(string)"/>.</summary>
    /// <param name="path">The path of a file.</param>
    /// <exception cref="IOException">The links form a cycle.</exception>
    public string Of(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
        {
            return RealPath.Of(path);
        }

        var folder = file.DirectoryName!;
        if (!_folders.TryGetValue(folder, out var real))
        {
            _folders.Add(folder, real = RealPath.Of(folder));
        }

        return Path.Combine(real, file.Name);
    }
}
