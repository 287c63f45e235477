using System.Diagnostics;
using System.Globalization;

namespace MlNetCnn.Fuzz;

/// <summary>
/// Feeds damaged files to a target, one after another, and monitors it. Each file is on disk before it is fed, so even a crash
/// of the process leaves the file that caused it.
/// </summary>
/// <param name="target">The target to test.</param>
/// <param name="options">The number of files and the limits.</param>
/// <param name="log">The writer for failures and statistics.</param>
internal sealed class FuzzRun(IFuzzTarget target, FuzzOptions options, TextWriter log)
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly string _current = Path.Combine(options.Folder, "current");

    private TimeSpan _slowest;

    /// <summary>The number of failures so far.</summary>
    public int Failures { get; private set; }

    /// <summary>The number of times each outcome occurred.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>Runs the fuzzer; stops early only if a file hangs, because a thread cannot be stopped.</summary>
    public void Run()
    {
        Directory.CreateDirectory(options.Folder);
        var mutator = new Mutator(new SeededRandom(options.Seed), target.Seeds);
        var clock = Stopwatch.StartNew();
        CheckSeeds();
        for (var round = 0; round < options.Count; round++)
        {
            var file = mutator.Next();
            if (!Feed(file, round))
            {
                break;
            }

            if ((round + 1) % 5000 == 0)
            {
                log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{round + 1} files, {PeakMegabytes()} MB peak"));
            }
        }

        Summarise(clock.Elapsed);
        File.Delete(_current);
    }

    private static long PeakMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / (1024 * 1024);
    }

    /// <summary>Checks that undamaged files are accepted; otherwise, the damaged ones would test nothing.</summary>
    private void CheckSeeds()
    {
        foreach (var seed in target.Seeds)
        {
            File.WriteAllBytes(_current, seed.Bytes);
            if (target.Feed(_current, 0) != "ok")
            {
                throw new InvalidOperationException($"the undamaged file '{seed.Name}' is not accepted");
            }
        }
    }

    private bool Feed(FuzzSeed file, int round)
    {
        File.WriteAllBytes(_current, file.Bytes);
        var start = Stopwatch.GetTimestamp();
        var feeding = Task.Run(() => target.Feed(_current, round));
        try
        {
            if (!feeding.Wait(options.Timeout))
            {
                Fail(file, round, $"no result within {options.Timeout.TotalSeconds} seconds");
                return false;
            }

            _counts[feeding.Result] = _counts.GetValueOrDefault(feeding.Result) + 1;
        }
        catch (AggregateException exception)
        {
            Fail(file, round, exception.InnerException!.ToString());
        }

        var elapsed = Stopwatch.GetElapsedTime(start);
        _slowest = elapsed > _slowest ? elapsed : _slowest;
        return true;
    }

    private void Fail(FuzzSeed file, int round, string reason)
    {
        Failures++;
        var kept = Path.Combine(options.Folder, $"{options.Seed}-{round}-{file.Name}");
        File.WriteAllBytes(kept, file.Bytes);
        log.WriteLine($"FAILED {kept}: {reason}");
    }

    private void Summarise(TimeSpan elapsed)
    {
        foreach (var (code, count) in _counts)
        {
            log.WriteLine($"{count,8} {code}");
        }

        var files = _counts.Values.Sum();
        var peak = PeakMegabytes();
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files} files, {files / elapsed.TotalSeconds:F0} a second, the slowest {_slowest.TotalMilliseconds:F0} ms, {peak} MB peak, {Failures} failed"));
        if (peak > options.MaxMegabytes)
        {
            Failures++;
            log.WriteLine($"FAILED: the peak is above {options.MaxMegabytes} MB");
        }
    }
}
