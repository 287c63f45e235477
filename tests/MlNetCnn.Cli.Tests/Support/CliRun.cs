namespace MlNetCnn.Cli.Tests;

/// <summary>What one run of the program said and ended with.</summary>
public sealed record CliRun(int ExitCode, string Output, string Error);
