namespace MlNetCnn.Cli;

/// <summary>How the console tool is called, so that the commands which messages propose can be typed as they stand.</summary>
internal static class ConsoleTool
{
    /// <summary>What it is called where it is installed as a tool, and in messages to programs other than itself.</summary>
    public const string ToolName = "mlnetcnn";

    private const string AssemblyName = "MlNetCnn.Cli";

    // The first is a program, or a link to one; the second calls a program that was packed for one system.
    private static readonly string[] WindowsNames = [$"{ToolName}.exe", $"{ToolName}.cmd"];

    /// <summary>
    /// <c>mlnetcnn</c> where the shell finds this program by that name, else the path of the program from the current folder.
    /// </summary>
    public static string Name { get; } =
        Find(Environment.ProcessPath ?? "", Environment.GetCommandLineArgs()[0], Environment.GetEnvironmentVariable("PATH") ?? "");

    /// <summary>Finds the name.</summary>
    /// <param name="host">The program that runs.</param>
    /// <param name="main">The assembly that it began with.</param>
    /// <param name="searchPath">The folders in which the shell looks for programs.</param>
    public static string Find(string host, string main, string searchPath) => FileName(host) switch
    {
        "dotnet" when Path.GetFileName(main) == $"{AssemblyName}.dll" => $"dotnet {Quote(DisplayText.ShortPath(main))}",
        ToolName or AssemblyName when !searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => Calls(folder, host)) =>
            Quote(DisplayText.ShortPath(host)),

        // Installed as a tool, or a program that has this library in it.
        _ => ToolName,
    };

    /// <summary>Quotes an argument for the shell where it needs it.</summary>
    public static string Quote(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsLetterOrDigit(c) || "/\\._-+=:,@%".Contains(c))
            ? argument
            : OperatingSystem.IsWindows() ? $"\"{argument}\"" : $"'{argument.Replace("'", "'\\''")}'";

    // The name of the assembly has a dot in it, so this is not what Path calls an extension.
    private static string FileName(string program)
    {
        var name = Path.GetFileName(program);
        return name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? name[..^".exe".Length] : name;
    }

    // Installed tools lie in a folder of their own beside what calls them.
    private static bool Calls(string folder, string host)
    {
        var called = (OperatingSystem.IsWindows() ? WindowsNames : [ToolName]).Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return called is not null
            && (RealPath.Of(called) == RealPath.Of(host) || RealPath.IsWithin(RealPath.Of(host), Path.Combine(RealPath.Of(folder), ".store")));
    }
}
