using System.Text.Json;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class FineTuneCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_FineTuning_SaysItsPlanShowsEpochsAndWritesThem()
    {
        var run = await TrainAsync(
            "--unfreeze", "layers:1", "--epochs", "2", "--augment", "none", "--precision", "fp32", "--monitor", "macro-f1", "--schedule", "one-cycle",
            "--memory-budget", "500MB", "--onnx", _folder.File("m.onnx"));

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, string.Join('\n', run.Error.Split('\n').Where(line => line.StartsWith("error", StringComparison.Ordinal)))));
        Assert.Matches(@"(?s)Training the head .*epoch +training loss.*\n +head .*\n +1 .*\n +2 .*Test accuracy", run.Output);
        Assert.Single(run.Output.Split('\n'), line => line.EndsWith("  kept", StringComparison.Ordinal));
        Assert.Contains("epoch 2 of 2", run.Error);
        using var metrics = JsonDocument.Parse(File.ReadAllText(_folder.File("m.json")));
        var root = metrics.RootElement;
        Assert.Equal("finetune", root.GetProperty("method").GetString());
        Assert.Equal([0, 1, 2], root.GetProperty("history").EnumerateArray().Select(epoch => epoch.GetProperty("epoch").GetInt32()));
        Assert.All(
            root.GetProperty("history").EnumerateArray().Skip(1),
            epoch => Assert.All(
                ["trainingLoss", "validationLoss", "validationAccuracy", "learningRate", "seconds"],
                key => Assert.Equal(JsonValueKind.Number, epoch.GetProperty(key).ValueKind)));
        var head = run.Output.Split('\n').Single(line => line.EndsWith("  kept", StringComparison.Ordinal)).TrimStart().StartsWith("head", StringComparison.Ordinal);
        Assert.Equal(head, root.GetProperty("parameters").GetProperty("trainable").GetInt64() == root.GetProperty("classes").GetArrayLength() * 1281);
        Assert.Equal(["cache", "m.json", "m.onnx", "m.zip", "photos"], Directory.GetFileSystemEntries(_folder.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        var predicted = await CliRunner.RunAsync("predict", "--model", _folder.File("m.zip"), "--format", "csv", Repository.Photos(1)[0]);
        Assert.Equal(ExitCode.Done, predicted.ExitCode);
    }

    [Fact]
    public async Task Train_HeadAlone_NeedsNoEpochAndStartsAgainOnResume()
    {
        var run = await TrainAsync("--unfreeze", "head", "--resume", "--checkpoint", _folder.File("states/state"), "--quiet");

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("training starts from the beginning", run.Output);
        Assert.DoesNotContain("training loss", run.Output);
        using var metrics = JsonDocument.Parse(File.ReadAllText(_folder.File("m.json")));
        Assert.Empty(metrics.RootElement.GetProperty("history").EnumerateArray());
    }

    [Theory]
    [InlineData(ExitCode.Interrupted)]
    [InlineData(ExitCode.Terminated)]
    public async Task Train_StoppedBeforeAnyState_PromisesNone(int exitCode)
    {
        File.WriteAllText(_folder.File("m.zip.checkpoint"), "of another training");
        using var cancellation = new Cancellation();
        cancellation.Cancel(exitCode);

        var run = await CliRunner.RunAsync(cancellation, Command());

        Assert.Equal(exitCode, run.ExitCode);
        Assert.DoesNotContain("--resume", run.Error);
        Assert.Equal("of another training", File.ReadAllText(_folder.File("m.zip.checkpoint")));
    }

    [Fact]
    public async Task Train_ResumedFromAnotherFile_ReportsIt()
    {
        File.WriteAllText(_folder.File("m.zip.checkpoint"), "no state");

        var run = await TrainAsync("--resume", "--unfreeze", "layers:1", "--epochs", "1", "--augment", "none");

        Assert.InRange(run.ExitCode, 2, 5);
        Assert.Contains("m.zip.checkpoint", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public async Task Train_OnAbsentGraphicsCard_IsRefusedAndTrainsOnTheProcessorByItself()
    {
        var run = await TrainAsync("--device", "cuda", "--unfreeze", "head");
        Assert.SkipWhen(run.ExitCode == ExitCode.Done, "there is one");

        Assert.Equal(ExitCode.Environment, run.ExitCode);
        Assert.Contains("error ENV_NO_CUDA", run.Error);
        Assert.Contains("--device cpu", run.Error);
        Assert.Equal(ExitCode.Done, (await TrainAsync("--device", "auto", "--unfreeze", "head")).ExitCode);
    }

    [Fact]
    public async Task Train_UnknownTensor_IsRefused()
    {
        var run = await TrainAsync("--unfreeze", "from:nowhere");

        Assert.InRange(run.ExitCode, 2, 4);
        Assert.Contains("nowhere", run.Error);
    }

    private Task<CliRun> TrainAsync(params string[] options) => CliRunner.RunAsync(Command(options));

    private string[] Command(params string[] options) =>
    [
        "train", "--data", _folder.Copy("photos", 8, "animals", "clothing"), "--method", "finetune", "--output", _folder.File("m.zip"),
        "--metrics", _folder.File("m.json"), "--cache", _folder.File("cache"), .. options,
    ];
}
