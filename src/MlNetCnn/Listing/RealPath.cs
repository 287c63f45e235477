namespace MlNetCnn;

/// <summary>Paths without symbolic links in them, by which loops are recognised.</summary>
internal static class RealPath
{
    /// <summary>Follows every link on the way to a folder.</summary>
    /// <param name="path">An absolute path that exists.</param>
    /// <returns>The absolute path of the same folder that goes through no link.</returns>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var parent = Path.GetDirectoryName(full);
        if (parent is null)
        {
            return full;
        }

        var here = Path.Combine(Of(parent), Path.GetFileName(full));
        var target = new DirectoryInfo(here).ResolveLinkTarget(returnFinalTarget: true);
        return target is null ? here : Of(target.FullName);
    }

    /// <summary>Tells whether one folder lies in another, or is it.</summary>
    /// <param name="path">The inner folder.</param>
    /// <param name="folder">The outer folder.</param>
    /// <returns>True if <paramref name="path"/> is <paramref name="folder"/> or lies below it.</returns>
    public static bool IsWithin(string path, string folder)
    {
        var outer = Path.TrimEndingDirectorySeparator(folder);
        return path.StartsWith(outer, StringComparison.Ordinal)
            && (path.Length == outer.Length || Path.EndsInDirectorySeparator(outer) || path[outer.Length] == Path.DirectorySeparatorChar);
    }
}
