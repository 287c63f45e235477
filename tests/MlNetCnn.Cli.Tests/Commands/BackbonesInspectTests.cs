using Xunit;

namespace MlNetCnn.Cli.Tests;

public class BackbonesInspectTests
{
    [Fact]
    public async Task Inspect_DefaultBackbone_ShowsItsFeatures()
    {
        var run = await CliRunner.RunAsync("backbones", "inspect", TestBackbones.Default);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("ends in no classifier", run.Output);
        Assert.Contains("512, at tensor", run.Output);
        Assert.Contains("224x224", run.Output);
        Assert.Contains(Backbone.Default.Sha256, run.Output);
    }

    [Fact]
    public async Task Inspect_TensorThatIsNotThere_EndsWith4AndStillShowsTheFile()
    {
        var run = await CliRunner.RunAsync("backbones", "inspect", TestBackbones.Default, "--feature-tensor", "nowhere");

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("usable", run.Output);
        Assert.Contains("nowhere", run.Error);
    }

    [Fact]
    public async Task Inspect_NoOnnx_EndsWith4() =>
        await CliRunner.FailAsync(4, "MODEL_NOT_ONNX", "backbones", "inspect", Path.Combine(Repository.Emoji, "images.csv"));
}
