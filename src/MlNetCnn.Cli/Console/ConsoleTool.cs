namespace MlNetCnn.Cli;

/// <summary>The name of the console tool, so that the commands in messages can be copied.</summary>
internal static class ConsoleTool
{
    /// <summary>The name of the installed tool, which other programs see in messages.</summary>
    public const string ToolName = "mlnetcnn";

    private const string AssemblyName = "MlNetCnn.Cli";

    // The first is a program or a link to one; the second starts a program that was packed for one system.
    private static readonly string[] WindowsNames = [$"{ToolName}.exe", $"{ToolName}.cmd"];

    /// <summary>
    /// <c>mlnetcnn</c> if the shell finds this program by that name, otherwise the path of the program relative to the current folder.
    /// </summary>
    public static string Name { get; } =
        Find(Environment.ProcessPath ?? "", Environment.GetCommandLineArgs()[0], Environment.GetEnvironmentVariable("PATH") ?? "");

    /// <summary>Finds the name.</summary>
    /// <param name="host">The running program.</param>
    /// <param name="main">The assembly that was started.</param>
    /// <param name="searchPath">The folders in which the shell searches for programs.</param>
    public static string Find(string host, string main, string searchPath) => FileName(host) switch
    {
        "dotnet" when Path.GetFileName(main) == $"{AssemblyName}.dll" => $"dotnet {Quote(DisplayText.ShortPath(main))}",
        ToolName or AssemblyName when !searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => Calls(folder, host)) =>
            Quote(DisplayText.ShortPath(host)),

        // Installed as a tool, or hosted by another program.
        _ => ToolName,
    };

    /// <summary>Quotes an argument for the shell if necessary.</summary>
    public static string Quote(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsLetterOrDigit(c) || "/\\._-+=:,@%".Contains(c))
            ? argument
            : OperatingSystem.IsWindows() ? $"\"{argument}\"" : $"'{argument.Replace("'", "'\\''")}'";

    // The name of the assembly contains a dot, so Path.GetFileNameWithoutExtension would cut it.
    private static string FileName(string program)
    {
        var name = Path.GetFileName(program);
        return name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? name[..^".exe".Length] : name;
    }

    // Installed tools are in a subfolder next to the file that starts them.
    private static bool Calls(string folder, string host)
    {
        var called = (OperatingSystem.IsWindows() ? WindowsNames : [ToolName]).Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return called is not null
            && (RealPath.Of(called) == RealPath.Of(host) || RealPath.IsWithin(RealPath.Of(host), Path.Combine(RealPath.Of(folder), ".store")));
    }
}
