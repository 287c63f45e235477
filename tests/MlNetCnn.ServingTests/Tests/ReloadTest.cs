using System.CommandLine;
using System.Diagnostics;

namespace MlNetCnn.ServingTests;

/// <summary>
/// <c>reload</c>: the file of a model is replaced in eight ways, first while a single client asks for the version, then under load. Each answer must be
/// exactly that of the model which it names.
/// </summary>
internal static class ReloadTest
{
    private static readonly Option<int> Swaps = new("--swaps") { Description = "Swaps under load.", DefaultValueFactory = _ => 200 };
    private static readonly Option<int> IdleSwaps = new("--idle-swaps") { Description = "Swaps without load, before.", DefaultValueFactory = _ => 16 };
    private static readonly Option<int> Connections = new("--connections") { Description = "Connections of the load.", DefaultValueFactory = _ => 2 };
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a swap that must change nothing is watched.</summary>
    private static readonly TimeSpan Unchanged = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var command = new Command("reload", "200 swaps in eight ways under load: no failed request, whole answers, seen in time.")
        {
            Swaps, IdleSwaps, Connections,
        };
        command.SetAction((options, _) => RunAsync(options));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult options)
    {
        var context = new TestContext(options);
        var report = new Report("reload");
        var folder = context.NewFolder("reload");
        string[] models = [await context.SmallModelAsync(), await context.OtherModelAsync()];
        var files = new SwappedFiles(folder, models);
        var photos = context.SomePhotos(8);
        var start = context.Start(folder, "plain", files.Plain, "--watch") with
        {
            Models = [("plain", files.Plain), ("config", files.Config), ("link", files.Link)],
            Environment = new Dictionary<string, string> { ["MlNetCnn__PollInterval"] = PollInterval.ToString() },
        };
        await using var server = await context.StartAsync(start);
        var watch = new Watch(photos, [.. models.Select(model => new ExpectedScores(model, photos))]);
        report.Figure("poll interval; models", $"{PollInterval.TotalMilliseconds:0} ms; {server.Figures.ResidentMegabytes:0} MB with three");

        using (var idle = new CancellationTokenSource())
        {
            var client = new LoadClient(server.Endpoint, watch.Requests) { OnReply = watch.OnReply };
            var asking = AskAsync(client, idle.Token);
            await SwapAsync(options.GetValue(IdleSwaps), files, watch, server, TimeSpan.FromSeconds(5), report, "idle");
            await idle.CancelAsync();
            await asking;
        }

        using var loaded = new CancellationTokenSource();
        var load = new LoadClient(server.Endpoint, watch.Requests) { OnReply = watch.OnReply }.SendAsync(loaded.Token, options.GetValue(Connections));
        var memory = await SwapAsync(options.GetValue(Swaps), files, watch, server, TimeSpan.FromSeconds(15), report, "under load");
        await loaded.CancelAsync();
        var result = await load;
        report.Check(
            $"answers under load, {result.Rate:0} a second", $"{result.ByStatus}", $"all 200", result.Outcomes.All(outcome => outcome.Status == 200));
        report.Check("idle and loaded: answers other than 200", $"{watch.Failed} of {watch.Count}", $"0", watch.Failed == 0);
        report.Check("answers that are not those of the model they name", $"{watch.Wrong} of {watch.Count}", $"0", watch.Wrong == 0);
        (double Swap, double Megabytes)[] last = [.. memory.TakeLast(Math.Min(100, memory.Count / 2))];
        var (mean, growth) = (last.Average(sample => sample.Megabytes), Statistics.Slope(last) * last.Length);
        report.Check(
            $"memory over the last {last.Length} swaps, MB: mean, growth, KB a swap",
            $"{mean:0}, {growth:0.0}, {Statistics.Slope(last) * 1024:0}",
            $"growth within 15 %",
            growth <= 0.15 * mean);
        return report.Finish();
    }

    /// <summary>Sends a request each 20 ms: enough to see a version soon, and hardly any load.</summary>
    private static async Task AskAsync(LoadClient client, CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            await client.SendAsync(1, 1);
            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <returns>The resident memory after each swap.</returns>
    private static async Task<List<(double Swap, double Megabytes)>> SwapAsync(
        int swaps, SwappedFiles files, Watch watch, ServerProcess server, TimeSpan limit, Report report, string name)
    {
        var memory = new List<(double Swap, double Megabytes)>();
        var seen = new List<double>();
        var failures = new List<string>();
        for (var swap = 0; swap < swaps; swap++)
        {
            var way = (SwapWay)(swap % Enum.GetValues<SwapWay>().Length);
            var model = SwappedFiles.ModelOf(way);
            var before = files.Current(model);
            if (!await SeenAsync(watch, model, before, limit))
            {
                failures.Add($"swap {swap}: the model before it is not served any more");
            }

            var version = watch.VersionOf(model);
            await files.SwapAsync(way, () => watch.Count > 0 && watch.VersionOf(model) == version, failures);
            var clock = Stopwatch.StartNew();
            if (way is SwapWay.SameContent or SwapWay.Broken)
            {
                await Task.Delay(Unchanged);
                if (watch.VersionOf(model) != version)
                {
                    failures.Add($"swap {swap}, {way}: the version changed from {version} to {watch.VersionOf(model)}");
                }
            }
            else if (await SeenAsync(watch, model, files.Current(model), limit))
            {
                seen.Add(clock.Elapsed.TotalSeconds);
            }
            else
            {
                failures.Add($"swap {swap}, {way}: not seen within {limit.TotalSeconds:0} s");
            }

            memory.Add((swap, server.Figures.ResidentMegabytes));
        }

        report.Check($"{name}: swaps as expected", $"{swaps - failures.Count} of {swaps}", $"all", failures.Count == 0);
        Report.Details(failures.Take(10));
        report.Check(
            $"{name}: seen after, s: median, maximum",
            $"{Statistics.Median(seen):0.00}, {Statistics.Percentile(seen, 1):0.00} of {seen.Count}",
            $"at most {limit.TotalSeconds:0}",
            seen.Count > 0 && seen.Max() <= limit.TotalSeconds);
        return memory;
    }

    private static async Task<bool> SeenAsync(Watch watch, string model, int content, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        while (watch.ContentOf(model) != content)
        {
            if (clock.Elapsed > limit)
            {
                return false;
            }

            await Task.Delay(5);
        }

        return true;
    }

    /// <summary>Checks each answer, and keeps what each model answered last.</summary>
    private sealed class Watch(string[] photos, ExpectedScores[] expected)
    {
        private static readonly string[] Names = ["plain", "config", "link"];
        private readonly Lock _lock = new();
        private readonly Dictionary<string, (int Content, int Version)> _last = Names.ToDictionary(name => name, _ => (-1, 0));

        /// <summary>Each image to each of the models.</summary>
        public IReadOnlyList<LoadRequest> Requests { get; } =
            [.. photos.SelectMany(photo => Names.Select(name => LoadRequest.Classify(name, File.ReadAllBytes(photo))))];

        public int Count { get; private set; }

        public int Failed { get; private set; }

        public int Wrong { get; private set; }

        /// <summary>The index of the content that a model served last; -1 before its first answer.</summary>
        public int ContentOf(string model)
        {
            lock (_lock)
            {
                return _last[model].Content;
            }
        }

        /// <summary>The latest version that a model named.</summary>
        public int VersionOf(string model)
        {
            lock (_lock)
            {
                return _last[model].Version;
            }
        }

        public void OnReply(int request, HttpReply reply)
        {
            var content = Array.FindIndex(expected, one => one.Sha256 == reply.Header("X-Model-Sha256"));
            var right = reply.Status == 200 && content >= 0 && expected[content].Match(request / Names.Length, reply);
            _ = int.TryParse(reply.Header("X-Model-Version"), out var version);
            lock (_lock)
            {
                Count++;
                Failed += reply.Status == 200 ? 0 : 1;
                Wrong += reply.Status == 200 && !right ? 1 : 0;
                // With several connections, an answer of the version before may come last.
                var name = Names[request % Names.Length];
                if (right && version >= _last[name].Version)
                {
                    _last[name] = (content, version);
                }
            }
        }
    }
}
