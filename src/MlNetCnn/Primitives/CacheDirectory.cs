namespace MlNetCnn.Primitives;

/// <summary>Locates the folder for files that can be downloaded or computed again.</summary>
[SharedInternal]
internal static class CacheDirectory
{
    /// <summary>The environment variable with the path of the folder.</summary>
    public const string Variable = "MLNETCNN_CACHE";

    /// <summary>Finds the folder; it is not created.</summary>
    /// <param name="environment">Reads an environment variable; null for those of the process.</param>
    /// <returns>The folder in <c>MLNETCNN_CACHE</c>; otherwise <c>mlnetcnn</c> in the local application data on Windows, and in
    /// <c>XDG_CACHE_HOME</c> or <c>~/.cache</c> on other systems.</returns>
    /// <exception cref="MlNetCnnException"><c>CACHE_NO_HOME</c>: there is no home folder.</exception>
    public static string Find(Func<string, string?>? environment = null)
    {
        environment ??= Environment.GetEnvironmentVariable;
        if (environment(Variable) is { Length: > 0 } chosen)
        {
            return Path.GetFullPath(chosen);
        }

        var parent = OperatingSystem.IsWindows() ? environment("LOCALAPPDATA") : UnixParent(environment);
        return Path.IsPathFullyQualified(parent ?? "") ? Path.Combine(parent!, "mlnetcnn") : throw new MlNetCnnException(
            ErrorKind.Environment, ErrorCodes.CacheNoHome, "there is no folder for downloaded files: this account has no home folder",
            expected: OperatingSystem.IsWindows() ? $"{Variable} or LOCALAPPDATA" : $"{Variable}, XDG_CACHE_HOME or HOME in the environment",
            fix: $"set {Variable} to a writable folder");
    }

    // The XDG specification says to ignore a relative path.
    private static string? UnixParent(Func<string, string?> environment) =>
        environment("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathFullyQualified(cache)
            ? cache
            : environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache") : null;
}
