namespace MlNetCnn.Cli;

/// <summary>The folder of files that can be fetched or computed again.</summary>
internal static class CacheCheck
{
    /// <summary>Says how much lies in the user's cache, and that it can be written to.</summary>
    public static string Check() => Check(CacheDirectory.Find());

    /// <summary>The same for any folder.</summary>
    /// <exception cref="IOException">It cannot be written to; also <see cref="UnauthorizedAccessException"/>.</exception>
    public static string Check(string folder)
    {
        var size = Directory.Exists(folder)
            ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
            : 0;
        OutputFile.Probe(Path.Combine(folder, "file"));
        return $"{folder}, {DisplayText.Bytes(size)}, can be written to";
    }
}
