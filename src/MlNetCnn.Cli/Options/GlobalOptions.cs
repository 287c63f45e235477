using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>The options that every command takes.</summary>
internal static class GlobalOptions
{
    /// <summary>No progress.</summary>
    public static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Show no progress.", Recursive = true };

    /// <summary>Details, and stack traces with faults.</summary>
    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Show details, also of faults.", Recursive = true };
}
