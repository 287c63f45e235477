namespace MlNetCnn.Cli.Tests;

/// <summary>The output and the exit code of a run of the program.</summary>
public sealed record CliRun(int ExitCode, string Output, string Error);
