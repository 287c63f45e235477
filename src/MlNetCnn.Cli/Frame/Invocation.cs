using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>How this program was called, so that the commands it proposes can be typed as they stand.</summary>
internal static class Invocation
{
    /// <summary>What the program is called where it is installed as a tool.</summary>
    public const string ToolName = "mlnetcnn";

    private const string AssemblyName = "MlNetCnn.Cli";

    /// <summary>
    /// <c>mlnetcnn</c> where the shell finds it by that name, else the path of the program from the current folder.
    /// </summary>
    public static string Name { get; } = Find();

    /// <summary>Quotes an argument for the shell where it needs it.</summary>
    public static string Quote(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsLetterOrDigit(c) || "/\\._-+=:,@%".Contains(c))
            ? argument
            : OperatingSystem.IsWindows() ? $"\"{argument}\"" : $"'{argument.Replace("'", "'\\''")}'";

    /// <summary>The command that was given, to be typed again.</summary>
    /// <param name="parse">What was made of it.</param>
    public static string Repeat(ParseResult parse) => string.Join(' ', parse.Tokens.Select(token => Quote(token.Value)).Prepend(ToolName));

    private static string Find()
    {
        var host = Environment.ProcessPath ?? "";
        var main = Environment.GetCommandLineArgs()[0];
        return FileName(host) switch
        {
            "dotnet" when Path.GetFileName(main) == $"{AssemblyName}.dll" => $"dotnet {Quote(Readable.ShortPath(main))}",
            ToolName or AssemblyName when !IsOnSearchPath(host) => Quote(Readable.ShortPath(host)),

            // Installed as a tool, or run by the tests in their own process.
            _ => ToolName,
        };
    }

    // The name of the assembly has a dot in it, so this is not what Path calls an extension.
    private static string FileName(string program)
    {
        var name = Path.GetFileName(program);
        return name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? name[..^".exe".Length] : name;
    }

    private static bool IsOnSearchPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(entry => Path.TrimEndingDirectorySeparator(entry) == Path.GetDirectoryName(program));
}
