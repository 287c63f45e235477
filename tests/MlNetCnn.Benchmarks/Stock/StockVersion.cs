using System.Diagnostics;

namespace MlNetCnn.Benchmarks;

/// <summary>A version of ML.NET under which a saved package must give the same predictions; it runs in a separate process.</summary>
internal sealed record StockVersion(string Name, string Project)
{
    public static StockVersion Lowest { get; } = new("5.0.1", "Lowest");

    public static StockVersion Highest { get; } = new("6.0.0", "Highest");

    public static IReadOnlyList<StockVersion> All { get; } = [Lowest, Highest];

    // The benchmarks are in bin/CONFIGURATION/FRAMEWORK, and so is the runner.
    private string Runner
    {
        get
        {
            var output = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
            var configuration = Path.GetFileName(Path.GetDirectoryName(output)!);
            var tests = Path.GetFullPath(Path.Combine(output, "../../../.."));
            var folder = Path.Combine(tests, "StockRunner", Project);
            var runner = Path.Combine(folder, "bin", configuration, Path.GetFileName(output), $"StockRunner.{Project}.dll");
            return File.Exists(runner)
                ? runner
                : throw new BenchmarkException($"'{runner}' does not exist; build it: dotnet build -c {configuration} {folder}");
        }
    }

    /// <summary>Runs one command of tests/StockRunner and returns its output.</summary>
    public string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Runner, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new BenchmarkException($"ML.NET {Name}, {arguments[0]}, exited with code {process.ExitCode}: {errors.Result.Trim()}");
    }
}
