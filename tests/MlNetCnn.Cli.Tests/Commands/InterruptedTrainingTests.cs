using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>A training in its own process that is ended by a signal and resumed.</summary>
[Trait("Category", "Process")]
[Collection(InterruptedCollection.Name)]
public sealed class InterruptedTrainingTests : IDisposable
{
    private const int HungUp = 129;
    private const int Interrupted = 130;
    private const int Killed = 137;
    private const int Terminated = 143;
    private const string Old = "the model of last week";

    private readonly TemporaryFolder _folder = new();
    private readonly UninterruptedTraining _whole;

    public InterruptedTrainingTests(UninterruptedTraining whole)
    {
        _whole = whole;
        Directory.CreateDirectory(_folder.File("out"));
        File.WriteAllText($"{Model}.zip", Old);
    }

    private string Model => _folder.File("out/m");

    private string State => _folder.File("state/m.checkpoint");

    private string[] Command => _whole.Command(Model, "--data", _whole.File("photos"), "--unfreeze", "layers:2", "--checkpoint", State);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("-INT", Interrupted)]
    [InlineData("-HUP", HungUp)]
    [Trait("Category", "Long")]
    public Task Resume_AfterAnotherSignalInAnEpoch_EndsAsAnUninterruptedRun(string signal, int exitCode) =>
        Resume_AfterASignalInAnEpoch_EndsAsAnUninterruptedRun(signal, exitCode);

    [Theory]
    [InlineData("-TERM", Terminated)]
    [InlineData("-KILL", Killed)]
    public async Task Resume_AfterASignalInAnEpoch_EndsAsAnUninterruptedRun(string signal, int exitCode)
    {
        RequireSignals();
        using var process = CliProcess.Start(_whole.Cache, Command);

        // The first checkpoint is written as soon as the head is fitted; a signal after it interrupts an epoch.
        await process.WaitAsync(() => File.Exists(State));
        process.Signal(signal);
        var run = await process.EndAsync();
        Assert.Equal(exitCode, run.ExitCode);
        Assert.True(File.Exists(State));
        AssertOldModel();
        Assert.Equal(exitCode != Killed, run.Error.Contains("--resume", StringComparison.Ordinal));
        Assert.Equal(exitCode == Interrupted, run.Error.Contains("Ctrl+C again", StringComparison.Ordinal));

        await AssertResumesAsync("Resuming from");
    }

    [Fact]
    public async Task Resume_KilledWhileFeaturesAreExtracted_UsesThoseThatAreThere()
    {
        var cache = _folder.File("cache");
        using (var process = CliProcess.Start(cache, Command))
        {
            await process.WaitAsync(() => Directory.Exists(cache) && Directory.GetFiles(cache, "*.features", SearchOption.AllDirectories).Any(HasRecords));
            process.Kill();
            Assert.Equal(Killed, (await process.EndAsync()).ExitCode);
        }

        AssertOldModel();
        Assert.False(File.Exists(State));
        var resumed = await AssertResumesAsync("training starts from the beginning", cache: cache);
        Assert.Matches("Features of [1-9][0-9]* images? came from the cache", resumed.Output);

        // The backbone has 512 features of 4 bytes.
        static bool HasRecords(string file) => new FileInfo(file).Length > 2 * 512 * sizeof(float);
    }

    /// <summary>
    /// The system handles the second Ctrl+C and ends the process like SIGKILL. Other tests show the effect on files that are being
    /// written.
    /// </summary>
    [Theory]
    [InlineData("-INT", Interrupted)]
    [InlineData("-KILL", Killed)]
    public async Task Resume_StoppedWhileImagesAreListed_StartsFromTheBeginning(string signal, int exitCode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks into /proc");
        RequireSignals();
        var table = _folder.File("photos.csv");
        var command = _whole.Command(Model, "--data", table, "--unfreeze", "layers:2", "--checkpoint", State);

        // Reading takes a second or more.
        File.WriteAllLines(table, Enumerable.Range(0, 1_000_000).Select(row => $"{row}.jpg,animals").Prepend("filename,label"));
        using (var process = CliProcess.Start(_whole.Cache, command))
        {
            await process.WaitAsync(() => process.HasOpen(table));
            process.Signal(signal);
            process.Signal(signal);
            Assert.Equal(exitCode, (await process.EndAsync()).ExitCode);
        }

        AssertOldModel();
        Assert.Equal(["m.zip"], Directory.GetFileSystemEntries(_folder.File("out")).Select(Path.GetFileName));
        File.Delete(table);
        var images = Directory.GetFiles(_whole.File("photos"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        File.WriteAllLines(table, [.. images.Select(image => $"{image},{Path.GetFileName(Path.GetDirectoryName(image))}").Prepend("filename,label")]);
        await AssertResumesAsync("training starts from the beginning", command);
    }

    [Theory]
    [InlineData("-INT", Interrupted)]
    [InlineData("-TERM", Terminated)]
    public async Task Train_SignalWhileANativeLibraryLoads_EndsPromptly(string signal, int exitCode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks into /proc");
        RequireSignals();
        using var process = CliProcess.Start(_whole.Cache, "train", "--data", Repository.Emoji, "--no-cache", "--output", $"{Model}.zip");
        await process.WaitAsync(() => process.HasLoaded("libonnxruntime"));
        await AssertEndsPromptlyAsync(process, signal, exitCode);
        AssertOldModel();
    }

    /// <summary>Writing to a FIFO without a reader does not check the token.</summary>
    [Theory]
    [InlineData("-INT", Interrupted)]
    [InlineData("-TERM", Terminated)]
    public async Task Evaluate_SignalWhileTheReportIsWritten_EndsPromptly(string signal, int exitCode)
    {
        RequireSignals();
        TinyClassifiers.Create(seed: 1).Save(_folder.File("tiny.zip"));
        Directory.CreateDirectory(_folder.File("images/ant"));
        TinyClassifiers.WriteImage(_folder.File("images/ant/1.png"));
        var (figures, report) = (_folder.File("m.json"), Fifo.Make(_folder.File("r.html")));
        using var process = CliProcess.Start(
            _whole.Cache, "evaluate", "--model", _folder.File("tiny.zip"), "--data", _folder.File("images"), "--metrics", figures, "--report", report);

        // The metrics are written just before.
        await process.WaitAsync(() => File.Exists(figures));
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await AssertEndsPromptlyAsync(process, signal, exitCode);
    }

    [Fact]
    public async Task Resume_KilledWhileTheModelIsSaved_SavesItWithoutTrainingAgain()
    {
        using (var process = CliProcess.Start(_whole.Cache, Command))
        {
            await process.WaitAsync(() => File.Exists(State));
            await process.WaitAsync(() => Directory.EnumerateFiles(_folder.File("out"), ".*.tmp").Any());
            process.Kill();
            Assert.Equal(Killed, (await process.EndAsync()).ExitCode);
        }

        AssertOldModel();
        var resumed = await AssertResumesAsync("Resuming from");
        Assert.DoesNotContain("epoch 3 of 3", resumed.Error);
    }

    private static void RequireSignals()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent by 'kill'");
        Assert.SkipWhen(IgnoresInterrupts(), "Ctrl+C is ignored by all that a shell runs in the background, these tests included");
    }

    /// <summary>A process that ignores a signal passes that on to its child processes.</summary>
    private static bool IgnoresInterrupts()
    {
        const ulong Interrupt = 1UL << 1;
        const string Field = "SigIgn:";
        var line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(Field, StringComparison.Ordinal)) : null;
        return line is not null && (ulong.Parse(line[Field.Length..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) & Interrupt) != 0;
    }

    private static async Task AssertEndsPromptlyAsync(CliProcess process, string signal, int exitCode)
    {
        process.Signal(signal);
        var clock = Stopwatch.StartNew();
        var run = await process.EndAsync().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.EndsWith($"canceled{Environment.NewLine}", run.Error);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 3);
    }

    private void AssertOldModel() => Assert.Equal(Old, File.ReadAllText($"{Model}.zip"));

    private async Task<CliRun> AssertResumesAsync(string said, string[]? command = null, string? cache = null)
    {
        var resumed = await CliProcess.RunAsync(cache ?? _whole.Cache, [.. command ?? Command, "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Contains(said, resumed.Output);
        var figures = UninterruptedTraining.Measured(Model);
        Assert.True(figures == _whole.Figures, $"uninterrupted:\n{_whole.Figures}\n\nresumed:\n{figures}\n\n{resumed.Output}");
        Assert.False(File.Exists(State));
        using var classifier = ImageClassifier.Load($"{Model}.zip");
        Assert.Equal(["animals", "clothing"], classifier.ClassNames);
        return resumed;
    }
}
