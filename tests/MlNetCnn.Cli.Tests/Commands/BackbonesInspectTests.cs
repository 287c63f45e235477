using Xunit;

namespace MlNetCnn.Cli.Tests;

public class BackbonesInspectTests
{
    [Fact]
    public async Task Inspect_DefaultBackbone_ShowsItsFeatures()
    {
        var run = await CliRunner.RunAsync("backbones", "inspect", TestBackbones.Default);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("does not end in a classifier", run.Output);
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

    /// <summary>The largest networks take a gigabyte, so such a file is rejected only if there is little memory.</summary>
    [Fact]
    [Trait("Category", "Process")]
    public async Task Inspect_ConstantOfAGigabyteWhereThereIsOneInAll_EndsWith4()
    {
        using var folder = new TemporaryFolder();
        var net = new TinyNet();
        net.Constant("size", TensorData.Create("size", [16_000L, 16_000L], 2));
        net.Graph.AddNode("ConstantOfShape", ["size"], "huge");
        net.Graph.AddNode("ReduceMean", ["huge"], "mean", NodeAttributes.Of("keepdims", 0));
        net.Node("Add", "mean").Body().Classify();

        var run = await CliProcess.RunWithMemoryAsync(1L << 30, folder.File("cache"), "backbones", "inspect", net.Save(folder));

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("error MODEL_MEMORY: ", run.Error);
        Assert.Contains($"at most {1L << 29:N0} bytes", run.Error);
    }

    [Fact]
    public async Task Inspect_NoOnnx_EndsWith4() =>
        await CliRunner.FailAsync(4, "MODEL_NOT_ONNX", "backbones", "inspect", Path.Combine(Repository.Emoji, "images.csv"));
}
