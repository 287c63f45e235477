namespace MlNetCnn.Cli;

/// <summary>The shared runtime of ASP.NET Core, which is installed beside .NET or not at all.</summary>
internal static class AspNetCoreRuntime
{
    private const string Name = "Microsoft.AspNetCore.App";

    /// <summary>Returns the .NET host that has the runtime.</summary>
    /// <returns>The path of <c>dotnet</c>.</returns>
    /// <exception cref="MlNetCnnException">The runtime is not installed.</exception>
    public static string FindHost() => FindHost(Roots(), Environment.Version.Major);

    /// <summary>Returns the .NET host of the first folder that has a runtime.</summary>
    /// <param name="roots">Folders in which .NET may be installed.</param>
    /// <param name="major">The major version of the runtime.</param>
    /// <exception cref="MlNetCnnException">The runtime is not installed.</exception>
    public static string FindHost(IEnumerable<string> roots, int major)
    {
        var searched = roots.Distinct(StringComparer.Ordinal).ToList();
        return searched.Where(root => Has(root, major)).Select(Host).FirstOrDefault(File.Exists)
            ?? throw new MlNetCnnException(
                ErrorKind.Environment, ToolErrorCodes.AspNetCoreMissing, $"'serve' needs the ASP.NET Core Runtime {major}, which is not installed",
                expected: string.Join(" or ", searched.Select(root => Path.Combine(root, "shared", Name, $"{major}.x"))),
                fix: $"install the ASP.NET Core Runtime {major}: https://dotnet.microsoft.com/download/dotnet/{major}.0 (Debian and Ubuntu: "
                    + $"apt install aspnetcore-runtime-{major}.0); all other commands run without it");
    }

    private static string Host(string root) => Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");

    private static bool Has(string root, int major)
    {
        var folder = Path.Combine(root, "shared", Name);
        return Directory.Exists(folder) && Directory.EnumerateDirectories(folder).Any(version =>
            Version.TryParse(Path.GetFileName(version).Split('-')[0], out var number) && number.Major == major);
    }

    // This program runs on the runtime in ROOT/shared/Microsoft.NETCore.App/VERSION, unless it contains its own. Links may lead there from another root.
    private static IEnumerable<string> Roots()
    {
        if (Path.GetDirectoryName(typeof(object).Assembly.Location) is { Length: > 0 } runtime)
        {
            yield return Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        }

        if (Environment.ProcessPath is { } program && Path.GetFileName(program) == Path.GetFileName(Host("")))
        {
            yield return Path.GetDirectoryName(program)!;
        }

        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } specified)
        {
            yield return Path.GetFullPath(specified);
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            if (Host(folder) is var host && File.Exists(host))
            {
                yield return Path.GetDirectoryName(RealPath.Of(host))!;
            }
        }
    }
}
