using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace MlNetCnn.Testing;

/// <summary>Runs a package in a process that references only plain ML.NET, of one version.</summary>
internal static class StockRunner
{
    /// <summary>The oldest and the newest version that packages support: the folders of tests/StockRunner.</summary>
    public static readonly string[] Versions = ["Lowest", "Highest"];

    // The test assemblies are in bin/CONFIGURATION/FRAMEWORK.
    public static string Configuration =>
        Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!;

    /// <summary>Returns the predictions for each image.</summary>
    public static async Task<StockAnswer[]> ScoreAsync(string version, string package, params string[] images)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllLinesAsync(folder.File("list.txt"), images, TestContext.Current.CancellationToken);
        var runner = Path.Combine(
            Repository.Root, "tests", "StockRunner", version, "bin", Configuration, "net10.0", $"StockRunner.{version}.dll");
        var (exitCode, output, error) = await RunAsync(runner, ["score", package, folder.File("list.txt")]);
        Assert.Equal((0, ""), (exitCode, error));
        using var json = JsonDocument.Parse(output);
        Assert.StartsWith(version == "Lowest" ? "5.0.1" : "6.0.0", json.RootElement.GetProperty("version").GetString());
        return [.. json.RootElement.GetProperty("images").EnumerateArray().Select(image =>
        {
            var scores = image.GetProperty("scores").EnumerateObject().ToArray();
            return new StockAnswer(
                image.GetProperty("label").GetString()!, [.. scores.Select(score => score.Name)], [.. scores.Select(score => score.Value.GetSingle())]);
        })];
    }

    /// <summary>Runs a .NET program.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string program, string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ORT_DISABLE_TELEMETRY"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
