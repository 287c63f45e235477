using System.Diagnostics;

namespace MlNetCnn.Testing;

/// <summary>Locates the SDK that builds the repository.</summary>
internal static class DotNetSdk
{
    private static readonly Lazy<string> Folder = new(Find);

    /// <summary>The C# compiler, a .NET program.</summary>
    public static string Compiler => Path.Combine(Folder.Value, "Roslyn", "bincore", "csc.dll");

    /// <summary>The command line of the SDK, a .NET program.</summary>
    public static string CommandLine => Path.Combine(Folder.Value, "dotnet.dll");

    private static string Find()
    {
        // In the repository, whose global.json may select one of several SDKs.
        var start = new ProcessStartInfo("dotnet", ["--info"]) { RedirectStandardOutput = true, WorkingDirectory = Repository.Root };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n');
        process.WaitForExit();
        const string Field = "Base Path:";
        return lines.Select(line => line.Trim()).First(line => line.StartsWith(Field, StringComparison.Ordinal))[Field.Length..].Trim();
    }
}
