using MlNetCnn.Cli;
using Xunit;

namespace MlNetCnn.Tests.Cli;

public class BackbonesInspectTests
{
    private static string Bundled => Path.Combine(Repository.Root, "pretrained", "mobilenet-v2.imagenet.onnx");

    [Fact]
    public async Task Inspect_BundledBackbone_ShowsHeadAndFeatures()
    {
        var run = await CliRunner.RunAsync("backbones", "inspect", Bundled);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("1001 classes", run.Output);
        Assert.Contains("1280, at tensor", run.Output);
        Assert.Contains("224x224", run.Output);
        Assert.Contains(Backbone.Default.Sha256, run.Output);
    }

    [Fact]
    public async Task Inspect_TensorThatIsNotThere_EndsWith4AndStillShowsTheFile()
    {
        var run = await CliRunner.RunAsync("backbones", "inspect", Bundled, "--features-at", "nowhere");

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("usable", run.Output);
        Assert.Contains("nowhere", run.Error);
    }

    [Fact]
    public async Task Inspect_NoOnnx_EndsWith4() =>
        await CliRunner.FailAsync(4, "MODEL_NOT_ONNX", "backbones", "inspect", Path.Combine(Repository.Flowers, "photos.csv"));
}
