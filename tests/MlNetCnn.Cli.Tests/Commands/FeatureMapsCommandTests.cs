using SkiaSharp;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class FeatureMapsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FeatureMaps_DefaultBackbone_DrawsThreeLayers()
    {
        var run = await RunAsync(Repository.Photos(1)[0]);

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal(
            ["64 maps of 112 x 112", "128 maps of 28 x 28", "512 maps of 7 x 7"], run.Output.Split('\n').Take(3).Select(line => line.Split(": ")[1].TrimEnd()));
        using var image = SKBitmap.Decode(_folder.File("maps.png"));
        Assert.True(image.Width > 900 && image.Height > 1000);
    }

    [Fact]
    public async Task FeatureMaps_OwnModelAndLayers_DrawsThese()
    {
        TinyClassifiers.Create(1).Save(_folder.File("m.zip"));

        var run = await RunAsync(
            TinyClassifiers.WriteImage(_folder.File("p.png")), "--model", _folder.File("m.zip"), "--layers", "stage:2, stage:1", "--maps", "3");

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Equal(["6 maps of 4 x 4", "4 maps of 8 x 8"], run.Output.Split('\n').Take(2).Select(line => line.Split(": ")[1].TrimEnd()));
    }

    [Fact]
    public async Task FeatureMaps_WrongUse_IsRefused()
    {
        TinyClassifiers.Create(1).Save(_folder.File("m.zip"));
        var image = Repository.Photos(1)[0];
        await FailAsync(2, "USAGE", image, "--model", _folder.File("m.zip"), "--backbone", "resnet50-v2.onnx-zoo");
        await FailAsync(2, "MODEL_NO_TENSOR", image, "--model", _folder.File("m.zip"), "--layers", "stage:9");
        await FailAsync(2, "USAGE", image, "--maps", "0");
        await FailAsync(3, "IMG_NOT_FOUND", _folder.File("gone.jpg"));
        Assert.False(File.Exists(_folder.File("maps.png")));
    }

    private Task<CliRun> RunAsync(params string[] args) => CliRunner.RunAsync(["feature-maps", "--output", _folder.File("maps.png"), .. args]);

    private Task<CliRun> FailAsync(int exitCode, string code, params string[] args) =>
        CliRunner.FailAsync(exitCode, code, ["feature-maps", "--output", _folder.File("maps.png"), .. args]);
}
