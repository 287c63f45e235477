using System.Diagnostics;
using Xunit;

namespace MlNetCnn.Tests.Cli;

/// <summary>Runs the program in a process of its own.</summary>
internal static class CliProcess
{
    /// <param name="cache">What the environment names as the user's cache.</param>
    /// <param name="args">The arguments.</param>
    public static async Task<CliRun> RunAsync(string cache, params string[] args)
    {
        var token = TestContext.Current.CancellationToken;
        var program = Path.Combine(AppContext.BaseDirectory, "MlNetCnn.Cli.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[CacheFolder.Variable] = cache;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(token);
        var error = process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        return new CliRun(process.ExitCode, await output, await error);
    }
}
