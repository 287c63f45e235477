using System.CommandLine;
using System.Diagnostics;

namespace MlNetCnn.ServingTests;

/// <summary><c>slow</c>: clients that send a byte a second do not keep others from being served, and are closed.</summary>
internal static class SlowTest
{
    private static readonly Option<int> Bodies = new("--bodies") { Description = "Clients with a slow body.", DefaultValueFactory = _ => 50 };
    private static readonly Option<int> Heads = new("--heads") { Description = "Clients with a slow head.", DefaultValueFactory = _ => 10 };
    private static readonly Option<int> Seconds = new("--seconds") { Description = "The time within which all must be closed.", DefaultValueFactory = _ => 60 };

    public static Command Create()
    {
        var command = new Command("slow", "50 bodies and 10 heads that arrive with a byte a second.") { Bodies, Heads, Seconds };
        command.SetAction((options, _) => RunAsync(options));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult options)
    {
        var context = new TestContext(options);
        var report = new Report("slow");
        var limit = TimeSpan.FromSeconds(options.GetValue(Seconds));
        var model = await context.SmallModelAsync();
        await using var server = await context.StartAsync(context.Start(context.NewFolder("slow"), "model", model));
        var photo = await File.ReadAllBytesAsync(context.Photo);
        var client = new LoadClient(server.Endpoint, [LoadRequest.Classify("model", photo)]);
        await client.SendAsync(100, 1);
        var alone = await client.SendAsync(TimeSpan.FromSeconds(5), 1);

        using var stop = new CancellationTokenSource();
        var head = HttpConnection.Head("POST", "/classify/model", "image/jpeg", photo.Length);
        var slow = Enumerable.Range(0, options.GetValue(Bodies)).Select(_ => DripAsync(server, head, photo, limit))
            .Concat(Enumerable.Range(0, options.GetValue(Heads)).Select(_ => DripAsync(server, default, head, limit)))
            .ToArray();
        var loading = client.SendAsync(stop.Token, 1);
        var outcomes = await Task.WhenAll(slow);
        await stop.CancelAsync();
        var loaded = await loading;

        var (before, during) = (P99(alone), P99(loaded));
        report.Check("others, answers other than 200", $"{loaded.ByStatus}", $"0", loaded.Outcomes.All(outcome => outcome.Status == 200));
        report.Check(
            "others, ms: p99 before, during, maximum during",
            $"{before:0.0}, {during:0.0}, {loaded.Outcomes.Max(outcome => outcome.Latency):0.0}",
            $"p99 at most 2 x that before",
            during <= Math.Max(2 * before, before + 5));
        var bodies = outcomes[..options.GetValue(Bodies)];
        var heads = outcomes[options.GetValue(Bodies)..];
        Closed("slow bodies", bodies);
        Closed("slow heads", heads);
        return report.Finish();

        void Closed(string name, (int Status, double Seconds)[] ended)
        {
            var statuses = ended.GroupBy(one => one.Status).OrderBy(group => group.Key).Select(group => Report.Text($"{group.Key}: {group.Count()}"));
            var last = ended.Length == 0 ? 0 : ended.Max(one => one.Seconds);
            report.Check(
                $"{name}: status (0: closed without answer); s until the last",
                $"{string.Join(", ", statuses)}; {last:0.0}",
                $"all within {limit.TotalSeconds:0}, none of 200 or 5xx",
                ended.All(one => one.Seconds < limit.TotalSeconds && one.Status is not (200 or >= 500)));
        }
    }

    private static double P99(LoadResult result) => Statistics.Percentile(result.Outcomes.Select(outcome => outcome.Latency), 0.99);

    /// <summary>Sends a head at once, and then a byte a second, until the server answers or closes.</summary>
    private static async Task<(int Status, double Seconds)> DripAsync(ServerProcess server, byte[]? head, byte[] body, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        using var connection = await HttpConnection.ConnectAsync(server.Endpoint);
        var answer = connection.ReadAsync();
        await connection.WriteAsync(head, default);
        for (var i = 0; i < body.Length && clock.Elapsed < limit; i++)
        {
            if (!await connection.WriteAsync(default, body.AsMemory(i, 1)) || await Task.WhenAny(answer, Task.Delay(1000)) == answer)
            {
                break;
            }
        }

        var status = answer.IsCompleted ? (await answer).Status : -1;
        return (status, clock.Elapsed.TotalSeconds);
    }
}
