namespace MlNetCnn.Testing;

/// <summary>Locates files of the repository.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Emoji => Path.Combine(Root, "datasets", "emoji");

    /// <summary>Models written by released versions, one folder per version.</summary>
    public static string Fixtures => Path.Combine(Root, "tests", "MlNetCnn.Testing", "Fixtures");

    /// <summary>Returns the handwritten C# files of a folder of the repository, with their paths relative to it, with <c>/</c> as the separator.</summary>
    public static IEnumerable<(string Path, string Relative)> Sources(params string[] folder)
    {
        var root = Path.Combine([Root, .. folder]);
        return Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: path, Relative: Path.GetRelativePath(root, path).Replace('\\', '/')))
            .Where(file => !file.Relative.Split('/').Any(part => part is "bin" or "obj"));
    }

    /// <summary>Returns some of the bundled images, in ordinal order.</summary>
    public static string[] Photos(int count, string part = "test") =>
        [.. Directory.GetFiles(Path.Combine(Emoji, part), "*.png", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Where((_, index) => index % 7 == 0)
            .Take(count)];

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "MlNetCnn.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside the repository");
        }

        return folder;
    }
}
