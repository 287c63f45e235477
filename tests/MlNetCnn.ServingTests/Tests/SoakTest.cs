using System.CommandLine;

namespace MlNetCnn.ServingTests;

/// <summary><c>soak</c>: memory, handles and temporary files over many requests.</summary>
internal static class SoakTest
{
    private static readonly Option<int> Requests = new("--requests") { Description = "Requests.", DefaultValueFactory = _ => 100_000 };
    private static readonly Option<int> Settled = new("--settled")
    {
        Description = "The requests after which memory must be constant.",
        DefaultValueFactory = _ => 10_000,
    };

    private static readonly Option<int> Connections = new("--connections")
    {
        Description = "Connections.",
        DefaultValueFactory = _ => 2 * Environment.ProcessorCount,
    };

    public static Command Create()
    {
        var command = new Command("soak", "100,000 requests to the smallest model: memory, handles and temporary files stay constant.")
        {
            Requests, Settled, Connections,
        };
        command.SetAction((options, _) => RunAsync(options));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult options)
    {
        var context = new TestContext(options);
        var (count, settled, connections) = (options.GetValue(Requests), options.GetValue(Settled), options.GetValue(Connections));
        var report = new Report("soak");
        var model = await context.SmallModelAsync();
        await using var server = await context.StartAsync(context.Start(context.NewFolder("soak"), "model", model));
        var photos = context.SomePhotos(100);
        LoadRequest[] requests = [.. photos.Select(path => LoadRequest.Classify("model", File.ReadAllBytes(path)))];
        var expected = new ExpectedScores(model, photos);
        var samples = new List<Sample>();
        var client = new LoadClient(server.Endpoint, requests);
        var load = client.SendAsync(count, connections);
        var step = Math.Max(1, count / 200);
        while (!load.IsCompleted)
        {
            await Task.WhenAny(load, Task.Delay(20));
            var sent = client.Ended;
            if (!load.IsCompleted && (samples.Count == 0 || sent >= samples[^1].Requests + step))
            {
                samples.Add(new Sample(sent, server.Figures, server.TempFiles.Length));
            }
        }

        var result = await load;
        var wrong = await expected.MismatchesAsync(server, requests);
        Sample[] last = [.. samples.Where(sample => sample.Requests >= settled)];
        report.Figure("requests", $"{count}, {connections} connections, {result.Rate:0} a second");
        report.Check("answers other than 200", $"{result.ByStatus}", $"0", result.Outcomes.All(outcome => outcome.Status == 200));
        report.Check("answers that are not exactly those without a server", $"{wrong} of {photos.Length}", $"0", wrong == 0);
        report.Check($"samples after {settled} requests", $"{last.Length}", $"at least 20", last.Length >= 20);
        if (last.Length == 0)
        {
            return report.Finish();
        }

        var slope = Statistics.Slope([.. last.Select(sample => ((double)sample.Requests, (double)sample.Figures.ResidentBytes))]);
        report.Figure(
            "memory, MB: first sample, after the first requests, last",
            $"{samples[0].Figures.ResidentMegabytes:0}, {last[0].Figures.ResidentMegabytes:0}, {last[^1].Figures.ResidentMegabytes:0}");
        report.Check("slope of memory, bytes a request", $"{slope:0}", $"below 1024", slope < 1024);
        CheckConstant("handles", sample => sample.Figures.Handles);
        CheckConstant("threads", sample => sample.Figures.Threads);
        CheckConstant("temporary files", sample => sample.TempFiles);
        return report.Finish();

        void CheckConstant(string name, Func<Sample, int> value)
        {
            // A few come and go, such as threads of the pool; what leaks grows with the requests.
            int[] values = [.. last.Select(value)];
            var third = Math.Max(1, values.Length / 3);
            var (early, late) = (values[..third].Max(), values[^third..].Max());
            report.Check(
                $"{name}: least, most, last",
                $"{values.Min()}, {values.Max()}, {values[^1]}",
                $"most of the last third at most {early} + 2",
                late <= early + 2);
        }
    }

    private sealed record Sample(int Requests, ProcessFigures Figures, int TempFiles);
}
