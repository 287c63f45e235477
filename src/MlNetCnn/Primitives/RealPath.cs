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

/// <summary>Finds the real paths of many files; each folder is followed once.</summary>
[SharedInternal]
internal sealed class RealPaths
{
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);

    /// <summary>The path without links in it, as far as it exists; see <see cref="RealPath.Of(string)"/>.</summary>
    /// <param name="path">The path of a file.</param>
    /// <exception cref="IOException">The links lead in a circle.</exception>
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
