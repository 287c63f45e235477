using System.CommandLine;

namespace MlNetCnn.ServingTests;

/// <summary>
/// <c>throughput</c>: the server against scoring the same files without a server, and against ML.NET alone behind the same kind of endpoint, in turns.
/// </summary>
internal static class ThroughputTest
{
    private static readonly Option<int> Turns = new("--turns") { Description = "Alternating turns.", DefaultValueFactory = _ => 10 };
    private static readonly Option<int> Requests = new("--requests") { Description = "Images of each turn.", DefaultValueFactory = _ => 300 };
    private static readonly Option<int> Connections = new("--connections")
    {
        Description = "Connections.",
        DefaultValueFactory = _ => 2 * Environment.ProcessorCount,
    };

    private static readonly Option<string[]> Backbones = new("--backbone")
    {
        Description = "The backbones.",
        DefaultValueFactory = _ => ["resnet18", "mobilenetv2"],
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string> ResizeFactor = new("--resize-factor")
    {
        Description = "As of 'train': to what multiple of the input size ML.NET alone resizes images, which it pays for. 1 is its cheapest.",
        DefaultValueFactory = _ => "auto",
    };

    public static Command Create()
    {
        var command = new Command("throughput", "Images a second, processor time and garbage: the server, files without a server, and ML.NET alone.")
        {
            Turns, Requests, Connections, Backbones, ResizeFactor,
        };
        command.SetAction(async (options, _) =>
        {
            var report = new Report("throughput");
            foreach (var backbone in options.GetRequiredValue(Backbones))
            {
                await RunAsync(
                    new TestContext(options),
                    report,
                    backbone,
                    options.GetRequiredValue(ResizeFactor),
                    options.GetValue(Turns),
                    options.GetValue(Requests),
                    options.GetValue(Connections));
            }

            return report.Finish();
        });
        return command;
    }

    private static async Task RunAsync(
        TestContext context, Report report, string backbone, string factor, int turns, int count, int connections)
    {
        var model = await context.ModelAsync(backbone, "--resize-factor", factor);
        var folder = context.NewFolder("throughput");
        var photos = context.SomePhotos(100);
        LoadRequest[] requests = [.. photos.Select(path => LoadRequest.Classify("model", File.ReadAllBytes(path)))];
        using var offline = OfflineRunner.Start(model, photos);
        await using var server = await context.StartAsync(context.Start(folder, "model", model));
        var stockStart = context.Start(folder, "model", model) with { Command = [.. ServerProcess.Self, "stock-server"] };
        await using var stock = await context.StartAsync(stockStart);
        report.Figure(
            $"{backbone}, resize factor {factor}: {turns} turns of {count} images",
            $"{photos.Length} files of {photos.Average(path => new FileInfo(path).Length) / 1000:0} KB in the mean, {connections} connections");

        // All three compile their code, and the collectors get to know the load.
        await offline.RunAsync(count);
        await TurnAsync(server, requests, count, connections);
        await TurnAsync(stock, requests, count, connections);
        var runs = new List<(OfflineFigures Offline, Turn Server, Turn Stock)>();
        for (var turn = 0; turn < turns; turn++)
        {
            // What the machine does besides changes with time: neither comes first always.
            var first = turn % 2 == 0 ? null : await TurnAsync(stock, requests, count, connections);
            var files = await offline.RunAsync(count);
            var served = await TurnAsync(server, requests, count, connections);
            runs.Add((files, served, first ?? await TurnAsync(stock, requests, count, connections)));
        }

        report.Figure($"{backbone}: images a second, files without a server", Spread(runs.Select(run => run.Offline.Rate)));
        report.Figure($"{backbone}: images a second, server", Spread(runs.Select(run => run.Server.Rate)));
        report.Figure($"{backbone}: images a second, ML.NET alone", Spread(runs.Select(run => run.Stock.Rate)));
        report.Figure($"{backbone}: CPU-ms an image, files without a server", Spread(runs.Select(run => run.Offline.CpuMilliseconds)));
        report.Figure($"{backbone}: CPU-ms an image, server", Spread(runs.Select(run => run.Server.CpuMilliseconds)));
        report.Figure($"{backbone}: CPU-ms an image, ML.NET alone", Spread(runs.Select(run => run.Stock.CpuMilliseconds)));
        report.Figure($"{backbone}: the client's part of the machine, %", Spread(runs.Select(run => run.Server.ClientShare)));
        report.Figure($"{backbone}: garbage, KB a request, ML.NET alone", Spread(runs.Select(run => run.Stock.Kilobytes)));
        Check("server / files without a server, images a second", run => run.Server.Rate / run.Offline.Rate, $"at least 0.90", value => value >= 0.90);
        Check("HTTP's share, CPU-ms", run => run.Server.CpuMilliseconds - run.Offline.CpuMilliseconds, $"at most 2", value => value <= 2);
        Check("server / ML.NET alone, CPU-ms", run => run.Server.CpuMilliseconds / run.Stock.CpuMilliseconds, $"at most 1.0", value => value <= 1);
        Check("garbage, KB a request", run => run.Server.Kilobytes, $"at most 30", value => value <= 30);
        var failed = runs.Sum(run => run.Server.Failed + run.Stock.Failed);
        report.Check($"{backbone}: requests without an answer of 200", $"{failed}", $"0", failed == 0);
        await stock.StopAsync();

        void Check(string name, Func<(OfflineFigures Offline, Turn Server, Turn Stock), double> value, FormattableString target, Func<double, bool> passed)
        {
            double[] values = [.. runs.Select(value)];
            report.Check($"{backbone}: {name}", Spread(values), target, passed(Statistics.Median(values)));
        }
    }

    /// <summary>The median, and the least and the greatest value.</summary>
    private static FormattableString Spread(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return $"{Statistics.Median(all):0.00} ({all.Min():0.00} to {all.Max():0.00})";
    }

    private static async Task<Turn> TurnAsync(ServerProcess server, LoadRequest[] requests, int count, int connections)
    {
        var (allocated, cpu) = ((await server.MetricsAsync()).AllocatedBytes, server.Figures.CpuSeconds);
        var result = await new LoadClient(server.Endpoint, requests).SendAsync(count, connections);
        cpu = server.Figures.CpuSeconds - cpu;
        allocated = (await server.MetricsAsync()).AllocatedBytes - allocated;
        return new Turn(result.Rate, 1000 * cpu / count, allocated / count / 1000, result.ClientShare, count - result.Accepted.Count());
    }

    private sealed record Turn(double Rate, double CpuMilliseconds, double Kilobytes, double ClientShare, int Failed);
}
