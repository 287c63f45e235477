namespace MlNetCnn.Primitives;

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
