using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class PreprocessingOptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData]
    [InlineData("--preprocessing", "auto", "--verbose")]
    [Trait("Category", "Slow")]
    public async Task Train_BareFile_FindsWritesAndRecordsIt(params string[] options)
    {
        var run = await TrainAsync([.. options]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("Preprocessing of bare.onnx: caffe, ", run.Output);
        Assert.DoesNotContain("warning", run.Error);
        Assert.Equal(options.Length > 0, run.Output.Contains("above the lowest"));
        var card = ImageNetwork.Load(_folder.File("m.zip")).Card!;
        Assert.Equal($"{Preprocessing.Caffe}", card.Preprocessing);
        Assert.StartsWith("auto: caffe, ", card.PreprocessingChoice);
    }

    [Fact]
    public async Task Train_WrongOneSpecified_WarnsAndUsesIt()
    {
        var run = await TrainAsync("--preprocessing", "rescale");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("warning: the preprocessing rescale seems wrong", run.Error);
        var card = ImageNetwork.Load(_folder.File("m.zip")).Card!;
        Assert.Equal(($"{Preprocessing.Rescale}", null), (card.Preprocessing, card.PreprocessingChoice));
    }

    [Fact]
    public async Task Train_RightOneSpecified_IsQuiet()
    {
        var run = await TrainAsync("--mean", "123.15,115.9,103.06", "--std", "1,1,1", "--channel-order", "bgr");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.DoesNotContain("warning: the preprocessing", run.Error);
        Assert.DoesNotContain("Preprocessing of", run.Output);
    }

    [Fact]
    public async Task Train_SpecifiedWithTooFewImagesToCheck_IsUsed()
    {
        foreach (var name in new[] { "a", "b" })
        {
            Directory.CreateDirectory(_folder.File($"photos/{name}"));
            for (var i = 0; i < 4; i++)
            {
                TestPictures.Write(_folder.File($"photos/{name}/{i}.png"), 30, 30, SkiaSharp.SKEncodedImageFormat.Png, photo: i);
            }
        }

        var tiny = TinyNet.WithBody().Classify().Save(_folder);
        string[] command = ["train", "--data", _folder.File("photos"), "--backbone", tiny, "--no-cache", "--output", _folder.File("m.zip")];
        Assert.Equal(ExitCode.Done, (await CliRunner.RunAsync([.. command, "--preprocessing", "caffe"])).ExitCode);
        await CliRunner.FailAsync(3, "PREPROCESSING_TOO_FEW_IMAGES", command);
    }

    [Fact]
    public async Task Train_AutoForTheDefaultBackbone_IsWhatItIsAnyway()
    {
        var run = await CliRunner.RunAsync(
            "train", "--data", Repository.Emoji, "--preprocessing", "auto", "--no-cache", "--output", _folder.File("m.zip"));
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.DoesNotContain("Preprocessing of", run.Output);
    }

    [Fact]
    public async Task Train_AutoAndNumbers_ContradictEachOther() => await CliRunner.FailAsync(
        2, "USAGE", "train", "--data", Repository.Emoji, "--backbone", TestBackbones.Bare, "--preprocessing", "auto", "--mean", "1,2,3", "--std", "1,1,1",
        "--output", _folder.File("m.zip"));

    [Theory]
    [InlineData]
    [InlineData("--preprocessing", "auto")]
    public async Task Embed_BareFile_AsksForLabeledImagesOrAName(params string[] options)
    {
        var run = await CliRunner.FailAsync(
            2, "USAGE", ["embed", Repository.Photos(1)[0], "--backbone", TestBackbones.Bare, "--output", _folder.File("f.csv"), .. options]);
        Assert.Contains("labeled images", run.Error);
        Assert.Contains("--preprocessing imagenet|inception", run.Error);
        Assert.Contains("train --data PHOTOS", run.Error);
    }

    [Fact]
    public async Task Embed_NetworkOfOurOwnExport_IsKnown()
    {
        var path = _folder.File("own.onnx");
        TinyClassifiers.Create(1).SaveOnnx(path);
        var run = await CliRunner.RunAsync("embed", Repository.Photos(1)[0], "--backbone", path, "--output", _folder.File("f.csv"));
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error.Contains("USAGE") ? run.Error : ""));
    }

    [Fact]
    public async Task Embed_HeadlessNetwork_ReportsItsFeatureTensor()
    {
        var path = TinyNet.WithBody().Pool().Flatten().Output("N", TinyNet.Channels).Save(_folder);
        var run = await CliRunner.RunAsync(
            "embed", Repository.Photos(1)[0], "--backbone", path, "--preprocessing", "rescale", "--output", _folder.File("f.csv"));
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("note: ", run.Error);
        Assert.Contains("does not end in a classifier", run.Error);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Compare_BareFile_FindsIt()
    {
        var run = await CliRunner.RunAsync(
            "compare", "--data", Repository.Emoji, "--methods", "features", "--backbone", TestBackbones.Bare, "--output", _folder.File("comparison"));
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("Preprocessing of bare.onnx: caffe, ", run.Output);
    }

    private Task<CliRun> TrainAsync(params string[] options) => CliRunner.RunAsync(
        ["train", "--data", Repository.Emoji, "--backbone", TestBackbones.Bare, "--no-cache", "--output", _folder.File("m.zip"), .. options]);
}
