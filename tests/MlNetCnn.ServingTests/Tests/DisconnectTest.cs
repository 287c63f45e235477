using System.CommandLine;
using System.Diagnostics;

namespace MlNetCnn.ServingTests;

/// <summary><c>disconnect</c>: clients that close their connection before the answer cost no work, and are no error of the server.</summary>
internal static class DisconnectTest
{
    private static readonly Option<int> Clients = new("--clients") { Description = "Clients.", DefaultValueFactory = _ => 100 };
    private static readonly Option<int> Rounds = new("--rounds") { Description = "Rounds.", DefaultValueFactory = _ => 5 };
    private static readonly Option<int> Seed = new("--seed") { Description = "The seed of the times.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string> Backbone = new("--backbone") { Description = "The backbone.", DefaultValueFactory = _ => "resnet18" };

    public static Command Create()
    {
        var command = new Command("disconnect", "100 clients that close their connections at random, and at once.") { Clients, Rounds, Seed, Backbone };
        command.SetAction((options, _) => RunAsync(options));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult options)
    {
        var context = new TestContext(options);
        var (count, rounds) = (options.GetValue(Clients), options.GetValue(Rounds));
        var random = new Random(options.GetValue(Seed));
        var report = new Report("disconnect");
        var model = await context.ModelAsync(options.GetRequiredValue(Backbone));
        var start = context.Start(context.NewFolder("disconnect"), "model", model, "--queue", Report.Text($"{count}"));
        await using var server = await context.StartAsync(start);
        var request = LoadRequest.Classify("model", await File.ReadAllBytesAsync(context.Photo));
        var peak = await new LoadClient(server.Endpoint, [request]).SendAsync(50, 4);
        var slots = Environment.ProcessorCount;
        report.Figure("clients, queue, threads, images a second", $"{count}, {count}, {slots}, {peak.Rate:0.0}");

        // Each closes at any time until the last would have been answered: within the body, in the queue, or while it is scored.
        var errors = (await server.MetricsAsync()).ServerErrors;
        for (var round = 1; round <= rounds; round++)
        {
            var window = 1000 * count / peak.Rate;
            var before = await server.MetricsAsync();
            var answered = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Delay((int)(random.NextDouble() * window)))
                .Select(closing => SendAsync(server, request, closing)));
            await CheckAsync($"random {round}", before, answered, slots: null);
        }

        // All but a few close at the same time, when some have been answered: what is waiting must not be scored.
        var excess = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var before = await server.MetricsAsync();
            using var closing = new CancellationTokenSource();
            var closed = Task.Delay(Timeout.Infinite, closing.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            var never = new TaskCompletionSource().Task;
            var sending = Enumerable.Range(0, count).Select(i => SendAsync(server, request, i % 10 < 7 ? closed : never)).ToArray();
            await Task.Delay((int)(250 * count / peak.Rate));
            await closing.CancelAsync();
            excess.Add(await CheckAsync($"at once {round}", before, await Task.WhenAll(sending), slots));
        }

        report.Check(
            "images scored beyond those wanted, each round",
            $"{string.Join(", ", excess.Select(value => Report.Text($"{value:0}")))}",
            $"median at most {slots} (threads)",
            Statistics.Median(excess) <= slots);
        var counted = (await server.MetricsAsync()).ServerErrors - errors;
        report.Check("answers of 500 and above, as the server counts them", $"{counted}", $"0", counted == 0);
        return report.Finish();

        async Task<double> CheckAsync(string name, ServerMetrics before, bool[] answered, int? slots)
        {
            var clock = Stopwatch.StartNew();
            var after = await server.MetricsAsync();
            while (after.QueueLength != 0 && clock.Elapsed.TotalSeconds < 30)
            {
                await Task.Delay(50);
                after = await server.MetricsAsync();
            }

            var wanted = answered.Count(one => one);
            var scored = after.Images - before.Images;
            report.Check(
                $"{name}: wanted, scored; queue after {clock.Elapsed.TotalSeconds:0.0} s",
                $"{wanted}, {scored}; {after.QueueLength}",
                $"scored {wanted} to {count}; 0",
                scored >= wanted && scored <= count && after.QueueLength == 0);
            return scored - wanted;
        }
    }

    /// <summary>Sends a request, and closes the connection when a task ends, if there is no answer by then.</summary>
    /// <returns>Whether there was one.</returns>
    private static async Task<bool> SendAsync(ServerProcess server, LoadRequest request, Task closing)
    {
        using var connection = await HttpConnection.ConnectAsync(server.Endpoint);
        var exchange = connection.SendAsync(request.Head, request.Body);
        await Task.WhenAny(exchange, closing);
        if (exchange.IsCompleted || connection.Available > 0)
        {
            return (await exchange).Status == 200;
        }

        connection.Dispose();
        return (await exchange).Status == 200;
    }
}
