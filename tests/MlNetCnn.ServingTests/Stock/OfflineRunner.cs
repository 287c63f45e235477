using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MlNetCnn.ServingTests;

/// <summary>What scoring files without a server took.</summary>
internal sealed record OfflineFigures(int Images, double Seconds, double CpuSeconds, double AllocatedBytes)
{
    public double Rate => Images / Seconds;

    public double CpuMilliseconds => 1000 * CpuSeconds / Images;
}

/// <summary>
/// <c>offline</c>: scores files with <see cref="ImageClassifier.PredictAsync(IEnumerable{string}, CancellationToken)"/> as often as standard input
/// asks for it; one process for all turns, so that the code of each turn is compiled as well as that of the server.
/// </summary>
internal sealed class OfflineRunner : IDisposable
{
    private readonly Process _process;

    private OfflineRunner(Process process) => _process = process;

    public static Command CreateCommand()
    {
        var model = new Option<string>("--model") { Description = "The model.", Required = true };
        var photos = new Option<string[]>("--photo") { Description = "The images.", Required = true };
        var command = new Command("offline", "Scores files without a server; 'throughput' starts it.") { model, photos };
        command.SetAction((options, _) => RunAsync(options.GetRequiredValue(model), options.GetRequiredValue(photos)));
        return command;
    }

    /// <summary>Starts the process.</summary>
    public static OfflineRunner Start(string model, IReadOnlyList<string> photos)
    {
        string[] command = [.. ServerProcess.Self, "offline", "--model", model, .. photos.SelectMany(photo => new[] { "--photo", photo })];
        var info = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        info.Environment["ORT_DISABLE_TELEMETRY"] = "1";
        // 4 MiB, as in the configuration of the command line.
        info.Environment["DOTNET_GCGen0MaxBudget"] = "400000";
        return new OfflineRunner(Process.Start(info)!);
    }

    /// <summary>Scores a number of images: the files in turn.</summary>
    public async Task<OfflineFigures> RunAsync(int images)
    {
        await _process.StandardInput.WriteLineAsync(Report.Text($"{images}"));
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync() ?? throw new TestException("the process that scores files has ended");
        return JsonSerializer.Deserialize<OfflineFigures>(line)!;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task<int> RunAsync(string model, string[] photos)
    {
        using var classifier = ImageClassifier.Load(model);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var images = int.Parse(line, CultureInfo.InvariantCulture);
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var cpu = Environment.CpuUsage.TotalTime;
            var clock = Stopwatch.StartNew();
            await foreach (var prediction in classifier.PredictAsync(Enumerable.Range(0, images).Select(i => photos[i % photos.Length])))
            {
                if (prediction.Error is { } error)
                {
                    throw new TestException(error.ToString()!);
                }
            }

            var figures = new OfflineFigures(
                images,
                clock.Elapsed.TotalSeconds,
                (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
                GC.GetTotalAllocatedBytes(precise: true) - allocated);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(figures));
        }

        return 0;
    }
}
