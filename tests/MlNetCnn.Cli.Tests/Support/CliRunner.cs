using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>Runs the program in this process.</summary>
internal static class CliRunner
{
    public static async Task<CliRun> RunAsync(params string[] args)
    {
        using var cancellation = new Cancellation();
        return await RunAsync(cancellation, args);
    }

    public static async Task<CliRun> RunAsync(Cancellation cancellation, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandRunner.RunAsync(args, new CommandConsole(output, error), cancellation);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs it and expects an error: the exit code, the error code on standard error, and no stack trace.</summary>
    public static async Task<CliRun> FailAsync(int exitCode, string code, params string[] args)
    {
        var run = await RunAsync(args);
        Assert.Equal((exitCode, true), (run.ExitCode, run.Error.Contains($"error {code}: ")));
        Assert.DoesNotContain("   at ", run.Error);
        return run;
    }
}
