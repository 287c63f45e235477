using System.Globalization;
using SkiaSharp;
using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>Images that plain ML.NET decodes differently: the notes about them, and the options for them.</summary>
[Collection(DemoCollection.Name)]
public sealed class StockViewTests(DemoFixture demo) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("turned")]
    [InlineData("transparent")]
    [InlineData("truncated")]
    public async Task Predict_MlNetDecoding_PredictsLikePlainMlNet(string kind)
    {
        var image = SpecialImage(kind);
        var mlNet = StockChain.Predict(demo.Package, image);

        var ours = await ProbabilityAsync(mlNet.Label, image, "--max-bad", "100");
        var likeMlNet = await ProbabilityAsync(mlNet.Label, image, "--mlnet-decoding");

        Assert.Equal(mlNet.Scores.Max(), likeMlNet!.Value, 1e-4);
        Assert.True(ours is null || Math.Abs(ours.Value - likeMlNet.Value) > 1e-3, $"both give {ours}");
        Assert.Equal(kind == "truncated", ours is null);
    }

    [Fact]
    public async Task Predict_Verbose_NamesThemOnStandardErrorAndLeavesTheRows()
    {
        string[] images = [SpecialImage("turned"), SpecialImage("transparent"), SpecialImage("truncated"), Repository.Photos(1)[0]];
        var plain = await PredictAsync(["--format", "csv", "--max-bad", "50", .. images]);
        Assert.DoesNotContain("plain ML.NET", plain.Error);

        var run = await PredictAsync(["--format", "csv", "--max-bad", "50", "--verbose", .. images]);

        Assert.Equal(plain.Output, run.Output);
        Assert.Contains("different pixels for 3 images", run.Error);
        Assert.Contains("1 with an EXIF orientation", run.Error);
        Assert.Contains("1 with transparent areas", run.Error);
        Assert.Contains("1 skipped because the file is truncated", run.Error);
        Assert.Contains(images[0], run.Error);
    }

    [Fact]
    public async Task Predict_AllowTruncated_DecodesUpToTheBreak()
    {
        var image = SpecialImage("truncated");
        var mlNet = StockChain.Predict(demo.Package, image);
        Assert.Equal(mlNet.Scores.Max(), (await ProbabilityAsync(mlNet.Label, image, "--allow-truncated"))!.Value, 1e-4);
    }

    [Fact]
    public async Task Predict_Background_ShowsThroughTransparentAreas()
    {
        var image = SpecialImage("transparent");
        var mlNet = StockChain.Predict(demo.Package, image);
        Assert.Equal(mlNet.Scores.Max(), (await ProbabilityAsync(mlNet.Label, image, "--background", "000000"))!.Value, 1e-4);
        Assert.Equal(await ProbabilityAsync(mlNet.Label, image), await ProbabilityAsync(mlNet.Label, image, "--background", "ffffff"));
    }

    [Theory]
    [InlineData("white")]
    [InlineData("#ffffff")]
    [InlineData("fff")]
    [InlineData("-12345")]
    public async Task Predict_BackgroundThatIsNotAColor_EndsWith2(string color)
    {
        var run = await CliRunner.FailAsync(
            ExitCode.Usage, "USAGE", "predict", "--model", demo.Package, $"--background={color}", Repository.Photos(1)[0]);
        Assert.Contains("six hexadecimal digits", run.Error);
    }

    [Fact]
    public async Task Predict_MlNetDecodingWithABackground_EndsWith2() => await CliRunner.FailAsync(
        ExitCode.Usage, "USAGE", "predict", "--model", demo.Package, "--mlnet-decoding", "--background", "808080", Repository.Photos(1)[0]);

    [Fact]
    public async Task Train_ImagesThatPlainMlNetDecodesDifferently_AreCountedAndNamed()
    {
        var images = _folder.Copy("photos", 12, "animals", "vehicles");
        var turned = SpecialImage("turned", "photos/animals/turned.jpg");
        SpecialImage("truncated", "photos/vehicles/truncated.jpg");

        var run = await TrainAsync(images, "--max-bad", "10");

        Assert.Contains("plain ML.NET decodes different pixels for 2 images", run.Output);
        Assert.Contains("1 with an EXIF orientation", run.Output);
        Assert.Contains("1 skipped because the file is truncated", run.Output);
        Assert.Contains(turned, run.Output);
        Assert.Contains("datasets normalize", run.Output);
    }

    [Fact]
    public async Task Train_AllowTruncated_UsesThem()
    {
        var images = _folder.Copy("photos", 6, "animals", "vehicles");
        SpecialImage("truncated", "photos/vehicles/truncated.jpg");

        var run = await TrainAsync(images, "--allow-truncated", "--max-bad", "0");

        Assert.DoesNotContain("Skipped", run.Output);
        Assert.DoesNotContain("plain ML.NET", run.Output);
    }

    [Fact]
    public async Task Train_Background_StaysWithTheModel()
    {
        await TrainAsync(_folder.Copy("photos", 6, "animals", "vehicles"), "--background", "000000");
        var image = SpecialImage("transparent");
        var model = _folder.File("m.zip");
        var mlNet = StockChain.Predict(model, image);

        var run = await CliRunner.RunAsync("predict", "--model", model, "--format", "csv", "--verbose", image);

        Assert.Equal(mlNet.Scores.Max(), Probability(run, mlNet.Label)!.Value, 1e-4);
        Assert.DoesNotContain("plain ML.NET", run.Error);
    }

    [Fact]
    public async Task Evaluate_ImagesThatPlainMlNetDecodesDifferently_AreCounted()
    {
        var images = _folder.Copy("photos", 3, "animals");
        SpecialImage("turned", "photos/animals/turned.jpg");
        SpecialImage("truncated", "photos/animals/truncated.jpg");

        var left = await CliRunner.RunAsync("evaluate", "--model", demo.Package, "--data", images, "--max-bad", "50");
        Assert.Contains("different pixels for 2 images", left.Output);
        Assert.Contains("of 4 images", left.Output);

        var taken = await CliRunner.RunAsync("evaluate", "--model", demo.Package, "--data", images, "--allow-truncated");
        Assert.Contains("different pixels for 1 image", taken.Output);
        Assert.Contains("of 5 images", taken.Output);
    }

    [Fact]
    public void Write_ImagesThatWereOnlyDownscaled_SuggestsNothing()
    {
        using var writer = new StringWriter();
        MlNetNote.Write(writer, new MlNetDifferences { Count = 9, ScaledDecode = 9, Examples = ["a.jpg", "b.jpg"] });
        Assert.Contains("9 so large", writer.ToString());
        Assert.Contains("a.jpg, b.jpg, ...", writer.ToString());
        Assert.DoesNotContain("normalize", writer.ToString());
    }

    private string SpecialImage(string kind, string? name = null)
    {
        var path = _folder.File(name ?? $"{kind}.{(kind == "transparent" ? "png" : "jpg")}");
        var image = TestPictures.Write(_folder.File("photo"), 224, 224, SKEncodedImageFormat.Jpeg, photo: 2);
        switch (kind)
        {
            case "turned":
                return TestPictures.WithOrientation(path, image, 6);
            case "truncated":
                File.WriteAllBytes(path, File.ReadAllBytes(image)[..^2000]);
                return path;
            default:
                using (var source = SKBitmap.Decode(image))
                {
                    return TestPictures.Write(
                        path, source.Width, source.Height, (x, y) => x < 80 ? SKColors.Transparent : source.GetPixel(x, y));
                }
        }
    }

    private async Task<double?> ProbabilityAsync(string label, string image, params string[] args) =>
        Probability(await PredictAsync(["--format", "csv", "--top", "5", image, .. args]), label);

    private static double? Probability(CliRun run, string label)
    {
        Assert.Equal(ExitCode.Done, run.ExitCode);
        var cells = run.Output.Split('\n')[1].Split(',');
        var at = Array.IndexOf(cells, label);
        return at < 0 ? null : double.Parse(cells[at + 1], CultureInfo.InvariantCulture);
    }

    private Task<CliRun> PredictAsync(params string[] args) => CliRunner.RunAsync(["predict", "--model", demo.Package, .. args]);

    private async Task<CliRun> TrainAsync(string images, params string[] args)
    {
        var run = await CliRunner.RunAsync(["train", "--data", images, "--output", _folder.File("m.zip"), "--no-cache", .. args]);
        Assert.Equal(ExitCode.Done, run.ExitCode);
        return run;
    }
}
