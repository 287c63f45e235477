using System.Text.Json;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class ScratchCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_Scratch_WritesAModelThatPredicts()
    {
        var run = await TrainAsync("--architecture", "simple-cnn", "--width", "0.25", "--depth", "2", "--input-size", "32", "--epochs", "2", "--augment", "flip");
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Matches(@"(?s)\n *start .*\n +1 .*\n +2 .*Test accuracy.*network simple-cnn width 0\.25 depth 2\.", run.Output);
        using var metrics = JsonDocument.Parse(File.ReadAllText(_folder.File("m.json")));
        Assert.Equal("scratch", metrics.RootElement.GetProperty("method").GetString());
        Assert.Equal("simple-cnn width 0.25 depth 2", metrics.RootElement.GetProperty("network").GetString());
        Assert.Equal(JsonValueKind.Null, metrics.RootElement.GetProperty("backbone").ValueKind);
        Assert.False(File.Exists(_folder.File("m.zip.checkpoint")));
        var predicted = await CliRunner.RunAsync("predict", "--model", _folder.File("m.zip"), "--format", "csv", Repository.Photos(1)[0]);
        Assert.Equal(ExitCode.Done, predicted.ExitCode);
    }

    /// <summary>NNPACK supports few processors, and libtorch would warn about it at each convolution.</summary>
    [Fact]
    [Trait("Category", "Process")]
    public async Task TrainAndExplain_InOwnProcesses_WriteNothingAboutNnpack()
    {
        var images = _folder.Copy("photos", 6, "animals", "clothing");
        var trained = await CliProcess.RunAsync(
            _folder.File("cache"), "train", "--data", images, "--output", _folder.File("m.zip"), "--method", "scratch", "--architecture", "simple-cnn",
            "--width", "0.25", "--depth", "2", "--input-size", "32", "--epochs", "1", "--augment", "none", "--precision", "fp32");
        var explained = await CliProcess.RunAsync(
            _folder.File("cache"), "explain", "--model", _folder.File("m.zip"), TrainingPhotos.Of("animals").First(), "--method", "gradcam",
            "--output", _folder.File("why.png"));

        Assert.Equal((ExitCode.Done, ExitCode.Done), (trained.ExitCode, explained.ExitCode));
        Assert.DoesNotContain("NNPACK", trained.Error + explained.Error);
    }

    [Theory]
    [InlineData("--method scratch --architecture resnet19", "NETWORK_UNKNOWN")]
    [InlineData("--method scratch --unfreeze head", "does not use --unfreeze")]
    [InlineData("--method scratch --backbone x.onnx", "does not use --backbone")]
    [InlineData("--method scratch --no-cache", "does not use --no-cache")]
    [InlineData("--method scratch --preprocessing imagenet", "rescale")]
    [InlineData("--method features --architecture mlp", "does not use --architecture")]
    [InlineData("--method finetune --input-size 64", "does not use --input-size")]
    [InlineData("--method scratch --input-size 4", "--input-size takes")]
    public async Task Train_OptionOfAnotherMethod_IsRefused(string options, string message)
    {
        var run = await CliRunner.RunAsync(
            ["train", "--data", Repository.Emoji, "--output", _folder.File("m.zip"), .. options.Split(' ')]);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(message, run.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    private Task<CliRun> TrainAsync(params string[] options)
    {
        foreach (var image in Repository.Photos(12, "train"))
        {
            var kind = Path.GetFileName(Path.GetDirectoryName(image))!;
            Directory.CreateDirectory(_folder.File($"photos/{kind}"));
            File.Copy(image, _folder.File($"photos/{kind}/{Path.GetFileName(image)}"));
        }

        return CliRunner.RunAsync(
            ["train", "--data", _folder.File("photos"), "--method", "scratch", "--output", _folder.File("m.zip"), "--metrics", _folder.File("m.json"), "--quiet", .. options]);
    }
}
