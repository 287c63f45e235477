using System.Collections.Concurrent;
using System.CommandLine;
using System.Text;

namespace MlNetCnn.ServingTests;

/// <summary><c>fuzz</c>: random requests to all routes; the server answers or closes each, says 500 to none, and lives.</summary>
internal static class FuzzTest
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);
    private static readonly Option<int> Requests = new("--requests") { Description = "Requests.", DefaultValueFactory = _ => 20_000 };
    private static readonly Option<int> Seed = new("--seed") { Description = "The seed; 0 for a random one.", DefaultValueFactory = _ => 0 };
    private static readonly Option<int> Connections = new("--connections") { Description = "Connections.", DefaultValueFactory = _ => 4 };
    private static readonly Option<int?> Only = new("--only") { Description = "Send the request of this number only, and print it." };

    public static Command Create()
    {
        var command = new Command("fuzz", "20,000 random requests: no 5xx but 501, 503 and 504, and good answers as before.")
        {
            Requests, Seed, Connections, Only,
        };
        command.SetAction((options, _) => RunAsync(options));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult options)
    {
        var context = new TestContext(options);
        var report = new Report("fuzz");
        var seed = options.GetValue(Seed) is var given && given != 0 ? given : Random.Shared.Next(1, int.MaxValue);
        report.Figure("seed (--seed)", $"{seed}");
        var model = await context.SmallModelAsync();
        var start = context.Start(context.NewFolder("fuzz"), "model", model) with
        {
            // Requests whose body never comes must not keep the test waiting.
            Environment = new Dictionary<string, string> { ["MlNetCnn__RequestTimeout"] = "00:00:10" },
        };
        await using var server = await context.StartAsync(start);
        var mutator = new RequestMutator(seed, context.Photo);
        if (options.GetValue(Only) is { } only)
        {
            var request = mutator.Create(only);
            Console.WriteLine(Encoding.Latin1.GetString(request.Head) + Encoding.Latin1.GetString(request.Body)[..Math.Min(2000, request.Body.Length)]);
            var (reply, _) = await SendAsync(server, null, request);
            Console.WriteLine($"-> {reply.End} {reply.Head}{reply.Text}");
            return 0;
        }

        var valid = mutator.ValidRequests();
        var before = await AnswersAsync(server, valid);
        report.Check(
            "valid requests, status",
            $"{string.Join(", ", before.Select(answer => answer.Status))}",
            $"all 200",
            before.All(answer => answer.Status == 200));
        Report.Details(before.Where(answer => answer.Status != 200).Select(answer => answer.Text));
        var outcomes = new ConcurrentDictionary<string, int>();
        var failures = new ConcurrentQueue<string>();
        var (next, versions) = (-1, 0);
        var count = options.GetValue(Requests);
        await Task.WhenAll(Enumerable.Range(0, options.GetValue(Connections)).Select(_ => Task.Run(async () =>
        {
            HttpConnection? connection = null;
            var previous = -1;
            for (int number; (number = Interlocked.Increment(ref next)) < count && !server.HasExited;)
            {
                var request = mutator.Create(number);
                var (reply, again) = await SendAsync(server, request.IsMalformed ? null : connection, request);
                connection = request.IsMalformed ? connection : again;
                var outcome = reply.End == ReplyEnd.Complete ? Report.Text($"{reply.Status}") : reply.End.ToString();
                outcomes.AddOrUpdate(outcome, 1, (_, sum) => sum + 1);
                var line = Encoding.Latin1.GetString(request.Head, 0, Math.Min(request.Head.Length, 20_000)).Split('\r', '\n')[0];
                if (reply.Status == 505 && !line.EndsWith(" HTTP/1.1", StringComparison.Ordinal) && !line.EndsWith(" HTTP/1.0", StringComparison.Ordinal))
                {
                    // Kestrel's own answer, and the right one: no code of the server sees such a request.
                    Interlocked.Increment(ref versions);
                }
                else if (reply.Status is >= 500 and not (501 or 503 or 504) || reply.End is ReplyEnd.Refused or ReplyEnd.Invalid || reply.Head == "timeout"
                    || (request.IsWhole && reply.End is not ReplyEnd.Complete))
                {
                    line = line[..Math.Min(line.Length, 100)];
                    // Bytes that nobody asked for belong to the answer to the request before.
                    var after = reply.End == ReplyEnd.Invalid && !request.IsMalformed ? $" after request {previous}" : "";
                    failures.Enqueue($"{number}: {line} -> {(reply.Head == "timeout" ? "no answer" : outcome)}{after}");
                }

                previous = request.IsMalformed ? previous : number;
            }

            connection?.Dispose();
        })));

        var byStatus = outcomes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Report.Text($"{pair.Key}: {pair.Value}"));
        report.Figure("by status (Nothing: closed without an answer)", $"{string.Join(", ", byStatus)}");
        report.Figure("505, to a request line that names another version of HTTP", $"{versions}");
        report.Check("other 5xx than 501, 503, 504; refused, cut or unanswered", $"{failures.Count} of {outcomes.Values.Sum()}", $"0", failures.IsEmpty);
        Report.Details(failures.Take(20).Select(failure => $"{failure} (fuzz --seed {seed} --only {failure.Split(':')[0]})"));
        report.Check("process alive", $"{!server.HasExited}", $"True", !server.HasExited);
        if (!server.HasExited)
        {
            var after = await AnswersAsync(server, valid);
            var equal = before.Zip(after).Count(pair => pair.First == pair.Second);
            report.Check("valid requests answered exactly as before", $"{equal} of {valid.Count}", $"all", equal == valid.Count);
            report.Figure("memory, MB; handles", $"{server.Figures.ResidentMegabytes:0}; {server.Figures.Handles}");
        }

        return report.Finish();
    }

    private static async Task<List<(int Status, string Text)>> AnswersAsync(ServerProcess server, IReadOnlyList<FuzzRequest> requests)
    {
        var answers = new List<(int Status, string Text)>();
        foreach (var request in requests)
        {
            var (reply, connection) = await SendAsync(server, null, request);
            connection?.Dispose();
            answers.Add((reply.Status, reply.Text));
        }

        return answers;
    }

    /// <returns>The answer, and the connection if it can serve another request.</returns>
    private static async Task<(HttpReply Reply, HttpConnection? Connection)> SendAsync(ServerProcess server, HttpConnection? connection, FuzzRequest request)
    {
        connection ??= await HttpConnection.TryConnectAsync(server.Endpoint);
        if (connection is null)
        {
            return (new HttpReply(0, "", default, ReplyEnd.Refused), null);
        }

        HttpReply reply;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var exchange = connection.SendAsync(request.Head, request.Body, request.Method == "HEAD", limit.Token);
            if (request.IsMalformed && await Task.WhenAny(exchange, Task.Delay(Patience)) != exchange)
            {
                // The server waits for more. It takes the end of the sending side for the end of the client, and gives no more answers.
                connection.CloseSending();
            }

            reply = await exchange;
        }
        catch (OperationCanceledException)
        {
            reply = new HttpReply(0, "timeout", default, ReplyEnd.Nothing);
        }

        if (request.IsMalformed || reply.Head == "timeout" || !connection.IsReusable)
        {
            connection.Dispose();
            return (reply, null);
        }

        return (reply, connection);
    }
}
