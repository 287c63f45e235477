using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace MlNetCnn.ServingTests;

/// <summary>
/// <c>overload</c>: a server on one core gets several times the requests that it can answer, at fixed times, from a client on another core.
/// </summary>
internal static class OverloadTest
{
    private static readonly Option<int> Seconds = new("--seconds") { Description = "Duration of the overload.", DefaultValueFactory = _ => 120 };
    private static readonly Option<double> Factor = new("--factor")
    {
        Description = "Requests a second, as a multiple of the peak.",
        DefaultValueFactory = _ => 4,
    };

    private static readonly Option<int> Queue = new("--queue") { Description = "The server's queue, in images.", DefaultValueFactory = _ => 16 };
    private static readonly Option<string> Backbone = new("--backbone") { Description = "The backbone.", DefaultValueFactory = _ => "resnet18" };
    private static readonly Option<int> ServerCore = new("--server-core") { Description = "The server's core.", DefaultValueFactory = _ => 0 };
    private static readonly Option<int> ClientCore = new("--client-core") { Description = "The client's core.", DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        var command = new Command("overload", "Four times the peak, for two minutes: what is answered, how late, and at what cost in memory.")
        {
            Seconds, Factor, Queue, Backbone, ServerCore, ClientCore,
        };
        command.SetAction(async (options, token) =>
        {
            var core = options.GetValue(ClientCore);
            return IsPinned() ? await RunAsync(options) : await RunPinnedAsync(core, token);
        });
        return command;
    }

    /// <summary>Runs this program again, on one core; the affinity of a running process would leave out the threads that it has already.</summary>
    private static async Task<int> RunPinnedAsync(int core, CancellationToken token)
    {
        string[] command = ["-c", core.ToString(CultureInfo.InvariantCulture), .. ServerProcess.Self, .. Environment.GetCommandLineArgs()[1..]];
        using var process = Process.Start(new ProcessStartInfo("taskset", command))!;
        await process.WaitForExitAsync(token);
        return process.ExitCode;
    }

    private static bool IsPinned() => int.TryParse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split(':')[1].Trim(),
        CultureInfo.InvariantCulture,
        out _);

    private static async Task<int> RunAsync(ParseResult options)
    {
        var context = new TestContext(options);
        var (seconds, queue) = (options.GetValue(Seconds), options.GetValue(Queue));
        var report = new Report("overload");
        var model = await context.ModelAsync(options.GetRequiredValue(Backbone));
        var photo = await File.ReadAllBytesAsync(context.Photo);
        var request = LoadRequest.Classify("model", photo);
        var start = context.Start(context.NewFolder("overload"), "model", model, "--queue", Report.Text($"{queue}"));
        await using var server = await context.StartAsync(start with { Core = options.GetValue(ServerCore) });
        var client = new LoadClient(server.Endpoint, [request]);

        await client.SendAsync(200, 4);
        var single = Statistics.Median((await client.SendAsync(50, 1)).Outcomes.Select(outcome => outcome.Latency));
        var peak = await client.SendAsync(TimeSpan.FromSeconds(Math.Max(2, seconds / 4)), 4);
        var service = 1000 / peak.Rate;
        report.Figure("model, image, queue", $"{options.GetRequiredValue(Backbone)}, {photo.Length / 1000} KB, {queue} images");
        report.Figure("latency of single requests, ms", $"{single:0.0}");
        report.Figure("peak, 4 connections, each waiting for its answer", $"{peak.Rate:0.0} a second, {service:0.0} ms each");

        var memory = new List<(double Second, double Megabytes)>();
        var health = new List<(int Status, double Milliseconds)>();
        using var stop = new CancellationTokenSource();
        var before = server.Figures;
        var watching = Task.WhenAll(SampleAsync(server, memory, stop.Token), ProbeAsync(server, health, stop.Token));
        var rate = options.GetValue(Factor) * peak.Rate;
        var load = await client.SendAtRateAsync(rate, TimeSpan.FromSeconds(seconds));
        // The load ended with the last request; the answers to those that were waiting came later.
        var recovered = load.Seconds - seconds + await RecoverAsync(server, request, single);
        await stop.CancelAsync();
        await watching;
        var after = server.Figures;

        double[] accepted = [.. load.Accepted.Select(outcome => outcome.Latency)];
        LoadOutcome[] rejected = [.. load.Outcomes.Where(outcome => outcome.Status == 503)];
        double[] rejectedLatencies = [.. rejected.Select(outcome => outcome.Latency)];
        var others = load.Outcomes.Count - accepted.Length - rejected.Length;
        var withoutRetryAfter = rejected.Count(outcome => !outcome.RetryAfter);
        var bound = queue * service * 1.3;
        double[] probes = [.. health.Select(probe => probe.Milliseconds)];
        report.Figure("load", $"{rate:0.0} a second for {seconds} s, {load.Outcomes.Count} requests, {load.Connections} connections");
        report.Figure("answers", $"{load.ByStatus}");
        report.Figure("the client's own lateness, ms: p99, maximum", $"{Lateness(load, 0.99):0.0}, {Lateness(load, 1):0.0}");
        report.Figure("the client's processor time, % of its core", $"{100 * load.ClientCpuSeconds / load.Seconds:0}");
        report.Check("goodput / peak", $"{load.Rate / peak.Rate:0.000}", $"at least 0.9", load.Rate >= 0.9 * peak.Rate);
        var p99 = Statistics.Percentile(accepted, 0.99);
        report.Check(
            "accepted, ms: p50, p99, maximum",
            $"{Statistics.Median(accepted):0}, {p99:0}, {Statistics.Percentile(accepted, 1):0}",
            $"p99 at most {bound:0}",
            p99 <= bound);
        report.Check("answers that are neither 200 nor 503", $"{others}", $"0", others == 0);
        report.Check("503 without Retry-After", $"{withoutRetryAfter} of {rejected.Length}", $"0", withoutRetryAfter == 0);
        var p99Rejected = Statistics.Percentile(rejectedLatencies, 0.99);
        report.Check(
            "503, ms: p50, p99, maximum",
            $"{Statistics.Median(rejectedLatencies):0.0}, {p99Rejected:0.0}, {Statistics.Percentile(rejectedLatencies, 1):0.0}",
            $"p99 at most 20",
            rejected.Length == 0 || p99Rejected <= 20);
        var p99Health = Statistics.Percentile(probes, 0.99);
        report.Check(
            "health, 10 a second, ms: p50, p99, maximum",
            $"{Statistics.Median(probes):0.0}, {p99Health:0.0}, {Statistics.Percentile(probes, 1):0.0}",
            $"p99 at most 50",
            p99Health <= 50);
        var unhealthy = health.Count(probe => probe.Status != 200);
        report.Check("health, other than 200", $"{unhealthy} of {health.Count}", $"0", unhealthy == 0);
        report.Figure("memory, MB: before, after, peak", $"{before.ResidentMegabytes:0}, {after.ResidentMegabytes:0}, {after.PeakMegabytes:0}");
        // The first quarter is left out: buffers and the pool of connections grow to what the load needs.
        (double Second, double Megabytes)[] settled = [.. memory.Where(sample => sample.Second >= seconds / 4.0 && sample.Second <= seconds)];
        var growth = Statistics.Slope(settled) * seconds * 0.75;
        var mean = settled.Length == 0 ? 0 : settled.Average(sample => sample.Megabytes);
        report.Check(
            "memory, MB a minute and growth over the last 3/4",
            $"{Statistics.Slope(settled) * 60:0.0}, {growth:0.0} of {mean:0}",
            $"growth within 10 %",
            growth <= 0.1 * mean);
        report.Check("single requests again within 1.5 x, s after the load", $"{recovered:0.00}", $"at most 5", recovered <= 5);
        return report.Finish();
    }

    private static double Lateness(LoadResult load, double p) =>
        1000 * Statistics.Percentile(load.Outcomes.Select(outcome => outcome.Sent - outcome.Scheduled), p);

    private static async Task SampleAsync(ServerProcess server, List<(double Second, double Megabytes)> memory, CancellationToken token)
    {
        var clock = Stopwatch.StartNew();
        while (!token.IsCancellationRequested)
        {
            memory.Add((clock.Elapsed.TotalSeconds, server.Figures.ResidentMegabytes));
            await Task.Delay(500, CancellationToken.None);
        }
    }

    /// <summary>Asks for health ten times a second, on a connection of its own.</summary>
    private static async Task ProbeAsync(ServerProcess server, List<(int Status, double Milliseconds)> health, CancellationToken token)
    {
        using var connection = await HttpConnection.ConnectAsync(server.Endpoint);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var i = 0; !token.IsCancellationRequested; i++)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            var started = Stopwatch.GetTimestamp();
            var reply = await connection.GetAsync(i % 2 == 0 ? "/health/live" : "/health/ready");
            health.Add((reply.Status, Stopwatch.GetElapsedTime(started, connection.AnsweredAt).TotalMilliseconds));
        }
    }

    /// <summary>The seconds until three single requests in a row take at most 1.5 times as long as before; infinity after 30 s.</summary>
    private static async Task<double> RecoverAsync(ServerProcess server, LoadRequest request, double single)
    {
        var clock = Stopwatch.StartNew();
        using var connection = await HttpConnection.ConnectAsync(server.Endpoint);
        var (good, first) = (0, 0.0);
        while (clock.Elapsed.TotalSeconds < 30)
        {
            var started = clock.Elapsed;
            var reply = await connection.SendAsync(request.Head, request.Body);
            if (reply.Status != 200 || (clock.Elapsed - started).TotalMilliseconds > 1.5 * single)
            {
                good = 0;
                continue;
            }

            first = good == 0 ? clock.Elapsed.TotalSeconds : first;
            if (++good == 3)
            {
                return first;
            }
        }

        return double.PositiveInfinity;
    }
}
