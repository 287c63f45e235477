using System.CommandLine;
using System.Diagnostics;

namespace MlNetCnn.ServingTests;

/// <summary><c>drain</c>: what clients notice when the server is asked to stop, asked twice, or killed, each under load.</summary>
internal static class DrainTest
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(3);
    private static readonly Option<int> Rounds = new("--rounds") { Description = "Rounds of each kind.", DefaultValueFactory = _ => 3 };
    private static readonly Option<int> Connections = new("--connections") { Description = "Connections of the load.", DefaultValueFactory = _ => 4 };

    public static Command Create()
    {
        var command = new Command("drain", "SIGTERM under load, a second SIGTERM, and kill -9 with a restart.") { Rounds, Connections };
        command.SetAction(async (options, _) =>
        {
            var context = new TestContext(options);
            var report = new Report("drain");
            var model = await context.SmallModelAsync();
            for (var round = 1; round <= options.GetValue(Rounds); round++)
            {
                await StopAsync(context, report, model, options.GetValue(Connections), round);
                await StopTwiceAsync(context, report, model, options.GetValue(Connections), round);
                await KillAsync(context, report, model, options.GetValue(Connections), round);
            }

            return report.Finish();
        });
        return command;
    }

    private static ServerStart Start(TestContext context, string model) => context.Start(context.NewFolder("drain"), "model", model) with
    {
        Environment = new Dictionary<string, string> { ["MlNetCnn__DrainDelay"] = Delay.ToString() },
    };

    private static LoadRequest[] Requests(TestContext context) => [LoadRequest.Classify("model", File.ReadAllBytes(context.Photo))];

    private static async Task StopAsync(TestContext context, Report report, string model, int connections, int round)
    {
        await using var server = await context.StartAsync(Start(context, model));
        using var stop = new CancellationTokenSource();
        var client = new LoadClient(server.Endpoint, Requests(context));
        var load = client.SendAsync(stop.Token, connections);
        await Task.Delay(1000);
        var connecting = ConnectAsync(server, client, Requests(context)[0], stop.Token);
        await Task.Delay(1000);
        var signaled = client.Elapsed;
        server.Signal(Machine.SigTerm);
        await Task.Delay(500);
        var ready = await server.StatusAsync("/health/ready");
        var live = await server.StatusAsync("/health/live");
        var exit = await server.ExitAsync(TimeSpan.FromSeconds(60));
        var ended = client.Elapsed;
        await Task.Delay(100);
        await stop.CancelAsync();
        var connects = await connecting;
        var result = await load;

        // Until then the server must accept everything. Afterwards it may refuse, or close a connection that waits for a request; but an answer that
        // has begun must be whole.
        var end = signaled + Delay.TotalSeconds - 0.1;
        LoadOutcome[] during = [.. result.Outcomes.Concat(connects).Where(outcome => outcome.Sent > signaled && outcome.Sent <= end)];
        LoadOutcome[] all = [.. result.Outcomes.Concat(connects)];
        LoadOutcome[] failed = [.. all.Where(outcome => outcome.Sent <= end ? outcome.Status != 200 : outcome.End == ReplyEnd.Cut
            || (outcome.End == ReplyEnd.Complete && outcome.Status is not (200 or 503)))];
        report.Check($"stop {round}: refused during the drain delay", $"{during.Count(one => one.End == ReplyEnd.Refused)} of {during.Length}", $"0",
            during.Length > 0 && !during.Any(one => one.End == ReplyEnd.Refused));
        report.Check($"stop {round}: failed", $"{failed.Length} of {all.Length}", $"0", failed.Length == 0);
        Report.Details(failed.Take(10).Select(one =>
            Report.Text($"sent {one.Sent - signaled:0.000} s after the signal: status {one.Status}, {one.End}, connection used before: {one.Reused}")));
        var late = all.Where(one => one.Sent > end).GroupBy(one => one.End == ReplyEnd.Complete ? Report.Text($"{one.Status}") : one.End.ToString());
        report.Figure(
            $"stop {round}: sent after the delay",
            $"{string.Join(", ", late.OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Report.Text($"{group.Key}: {group.Count()}")))}");
        report.Check($"stop {round}: ready, live while it drains", $"{ready}, {live}", $"503, 200", ready == 503 && live == 200);
        report.Check($"stop {round}: exit code; s after the signal", $"{exit}; {ended - signaled:0.0}", $"0", exit == 0);
    }

    /// <summary>Sends a request on a new connection every 50 ms.</summary>
    private static async Task<List<LoadOutcome>> ConnectAsync(ServerProcess server, LoadClient clock, LoadRequest request, CancellationToken token)
    {
        var sending = new List<Task<LoadOutcome>>();
        while (!token.IsCancellationRequested)
        {
            sending.Add(SendAsync());
            await Task.Delay(50, CancellationToken.None);
        }

        return [.. await Task.WhenAll(sending)];

        async Task<LoadOutcome> SendAsync()
        {
            var sent = clock.Elapsed;
            using var connection = await HttpConnection.TryConnectAsync(server.Endpoint);
            var reply = connection is null
                ? new HttpReply(0, "", default, ReplyEnd.Refused)
                : await connection.SendAsync(request.Head, request.Body);
            return new LoadOutcome(0, sent, sent, clock.Elapsed, reply.Status, RetryAfter: false, reply.End, Reused: false);
        }
    }

    private static async Task StopTwiceAsync(TestContext context, Report report, string model, int connections, int round)
    {
        await using var server = await context.StartAsync(Start(context, model));
        using var stop = new CancellationTokenSource();
        var load = new LoadClient(server.Endpoint, Requests(context)).SendAsync(stop.Token, connections);
        await Task.Delay(1000);
        server.Signal(Machine.SigTerm);
        await Task.Delay(500);
        var clock = Stopwatch.StartNew();
        server.Signal(Machine.SigTerm);
        var exit = await server.ExitAsync(TimeSpan.FromSeconds(30));
        var seconds = clock.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        await load;
        report.Check($"second signal {round}: exit code; s", $"{exit}; {seconds:0.00}", $"143; below 1", exit == 143 && seconds < 1);
    }

    private static async Task KillAsync(TestContext context, Report report, string model, int connections, int round)
    {
        // The model has a folder of its own, so that every file beside it counts.
        var start = Start(context, model);
        var folder = Directory.CreateDirectory(Path.Combine(start.Folder, "models")).FullName;
        var copy = Path.Combine(folder, "model.zip");
        File.Copy(model, copy);
        var temp = Directory.CreateDirectory(Path.Combine(start.Folder, "temp")).FullName;
        start = start with { Models = [("model", copy)], TempFolder = temp };
        var photos = context.SomePhotos(8);
        LoadRequest[] requests = [.. photos.Select(path => LoadRequest.Classify("model", File.ReadAllBytes(path)))];
        var expected = new ExpectedScores(model, photos);
        var before = Files(folder, temp);
        await using (var server = await context.StartAsync(start))
        {
            using var stop = new CancellationTokenSource();
            var load = new LoadClient(server.Endpoint, requests).SendAsync(stop.Token, connections);
            await Task.Delay(500 + (333 * round));
            server.Signal(Machine.SigKill);
            await server.ExitAsync(TimeSpan.FromSeconds(30));
            await stop.CancelAsync();
            await load;
        }

        var after = Files(folder, temp);
        string[] left = [.. after.Except(before)];
        var ofRuntime = Directory.EnumerateFiles(temp).Count(path => ServerProcess.IsOfRuntime(Path.GetFileName(path)));
        report.Check(
            $"kill {round}: files left",
            $"{left.Length}, and {ofRuntime} of the .NET runtime itself",
            $"0 of the server",
            left.Length == 0 && after.Length == before.Length);
        Report.Details(left);
        await using var again = await context.StartAsync(start);
        var wrong = await expected.MismatchesAsync(again, requests);
        report.Check($"kill {round}: answers after a restart that are not those of before", $"{wrong} of {requests.Length}", $"0", wrong == 0);
    }

    /// <summary>Names and lengths.</summary>
    private static string[] Files(params string[] folders) => [.. folders
        .SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        .Where(file => !ServerProcess.IsOfRuntime(file.Name))
        .Select(file => Report.Text($"{file.FullName}, {file.Length} bytes"))
        .Order(StringComparer.Ordinal)];
}
