using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace MlNetCnn.Tests.Cli;

/// <summary>A training that is ended by a signal, in a process of its own, and gone on with.</summary>
public sealed class InterruptedTrainingTests : IDisposable
{
    private const int Interrupted = 130;
    private const int Killed = 137;
    private const int Terminated = 143;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("-INT", Interrupted)]
    [InlineData("-TERM", Terminated)]
    [InlineData("-KILL", Killed)]
    public async Task Resume_AfterASignal_EndsAsAnUninterruptedRun(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent by 'kill'");
        foreach (var photo in Repository.Photos(10, "train"))
        {
            var target = Path.Combine(_folder.File("photos"), Path.GetFileName(Path.GetDirectoryName(photo)!), Path.GetFileName(photo));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(photo, target);
        }

        string[] command = ["train", "--data", _folder.File("photos"), "--method", "finetune", "--unfreeze", "layers:2", "--epochs", "4", "--augment", "light", "--patience", "9"];
        var whole = await CliProcess.RunAsync(_folder.File("cache"), [.. command, "--output", _folder.File("whole.zip"), "--metrics", _folder.File("whole.json")]);
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.False(File.Exists(_folder.File("whole.zip.checkpoint")));

        string[] stopped = [.. command, "--output", _folder.File("stopped.zip"), "--metrics", _folder.File("stopped.json")];
        var run = await StopAsync(signal, stopped);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.True(File.Exists(_folder.File("stopped.zip.checkpoint")));
        Assert.False(File.Exists(_folder.File("stopped.zip")));
        Assert.Equal(exitCode != Killed, run.Error.Contains("--resume", StringComparison.Ordinal));

        var resumed = await CliProcess.RunAsync(_folder.File("cache"), [.. stopped, "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(Measured("whole.json"), Measured("stopped.json"));
        Assert.False(File.Exists(_folder.File("stopped.zip.checkpoint")));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<CliRun> StopAsync(string signal, string[] args)
    {
        var token = TestContext.Current.CancellationToken;
        var program = Path.Combine(AppContext.BaseDirectory, "MlNetCnn.Cli.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[CacheFolder.Variable] = _folder.File("cache");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(token);
        var error = process.StandardError.ReadToEndAsync(token);

        // The state before the first epoch is written as soon as the head is fitted; whatever comes after it is interrupted work.
        while (!File.Exists(_folder.File("stopped.zip.checkpoint")) && !process.HasExited)
        {
            await Task.Delay(20, token);
        }

        using var kill = Process.Start("kill", [signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync(token);
        return new CliRun(process.ExitCode, await output, await error);
    }

    private string Measured(string file)
    {
        using var metrics = JsonDocument.Parse(File.ReadAllText(_folder.File(file)));
        var epochs = metrics.RootElement.GetProperty("history").EnumerateArray()
            .Select(e => $"{e.GetProperty("epoch")} {e.GetProperty("trainingLoss")} {e.GetProperty("validationLoss")}");
        return string.Join('\n', epochs.Append(metrics.RootElement.GetProperty("test").ToString()));
    }
}
