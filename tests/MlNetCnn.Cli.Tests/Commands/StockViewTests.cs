using System.Globalization;
using SkiaSharp;
using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>What is said of photos that a stock ML.NET application sees otherwise, and what is made of them on request.</summary>
[Collection(DemoCollection.Name)]
public sealed class StockViewTests(DemoFixture demo) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("turned")]
    [InlineData("transparent")]
    [InlineData("truncated")]
    public async Task Predict_AsStock_SaysWhatTheStockChainSays(string kind)
    {
        var photo = DecodedImage(kind);
        var mlNet = StockChain.Predict(demo.Package, photo);

        var ours = await ProbabilityAsync(mlNet.Label, photo, "--max-bad", "100");
        var asStock = await ProbabilityAsync(mlNet.Label, photo, "--mlnet-decoding");

        Assert.Equal(mlNet.Scores.Max(), asStock!.Value, 1e-4);
        Assert.True(ours is null || Math.Abs(ours.Value - asStock.Value) > 1e-3, $"both give {ours}");
        Assert.Equal(kind == "truncated", ours is null);
    }

    [Fact]
    public async Task Predict_Verbose_NamesThemOnStandardErrorAndLeavesTheRows()
    {
        string[] photos = [DecodedImage("turned"), DecodedImage("transparent"), DecodedImage("truncated"), Repository.Photos(1)[0]];
        var plain = await PredictAsync(["--format", "csv", "--max-bad", "50", .. photos]);
        Assert.DoesNotContain("stock", plain.Error);

        var run = await PredictAsync(["--format", "csv", "--max-bad", "50", "--verbose", .. photos]);

        Assert.Equal(plain.Output, run.Output);
        Assert.Contains("other pixels of 3 photos", run.Error);
        Assert.Contains("1 turned by their EXIF orientation", run.Error);
        Assert.Contains("1 with transparent areas", run.Error);
        Assert.Contains("1 left out because their file ends early", run.Error);
        Assert.Contains(photos[0], run.Error);
    }

    [Fact]
    public async Task Predict_AllowTruncated_TakesWhatThereIs()
    {
        var photo = DecodedImage("truncated");
        var mlNet = StockChain.Predict(demo.Package, photo);
        Assert.Equal(mlNet.Scores.Max(), (await ProbabilityAsync(mlNet.Label, photo, "--allow-truncated"))!.Value, 1e-4);
    }

    [Fact]
    public async Task Predict_Background_ShowsThroughTransparentAreas()
    {
        var photo = DecodedImage("transparent");
        var mlNet = StockChain.Predict(demo.Package, photo);
        Assert.Equal(mlNet.Scores.Max(), (await ProbabilityAsync(mlNet.Label, photo, "--background", "000000"))!.Value, 1e-4);
        Assert.Equal(await ProbabilityAsync(mlNet.Label, photo), await ProbabilityAsync(mlNet.Label, photo, "--background", "ffffff"));
    }

    [Theory]
    [InlineData("white")]
    [InlineData("#ffffff")]
    [InlineData("fff")]
    [InlineData("-12345")]
    public async Task Predict_BackgroundThatIsNoColour_EndsWith2(string color)
    {
        var run = await CliRunner.FailAsync(
            ExitCode.Usage, "USAGE", "predict", "--model", demo.Package, $"--background={color}", Repository.Photos(1)[0]);
        Assert.Contains("six hexadecimal digits", run.Error);
    }

    [Fact]
    public async Task Predict_AsStockWithABackground_EndsWith2() => await CliRunner.FailAsync(
        ExitCode.Usage, "USAGE", "predict", "--model", demo.Package, "--mlnet-decoding", "--background", "808080", Repository.Photos(1)[0]);

    [Fact]
    public async Task Train_PhotosThatStockSeesOtherwise_AreCountedAndNamed()
    {
        var photos = _folder.Copy("photos", 12, "animals", "vehicles");
        var turned = DecodedImage("turned", "photos/animals/turned.jpg");
        DecodedImage("truncated", "photos/vehicles/truncated.jpg");

        var run = await TrainAsync(photos, "--max-bad", "10");

        Assert.Contains("a stock ML.NET application sees other pixels of 2 photos", run.Output);
        Assert.Contains("1 turned by their EXIF orientation", run.Output);
        Assert.Contains("1 left out because their file ends early", run.Output);
        Assert.Contains(turned, run.Output);
        Assert.Contains("datasets normalize", run.Output);
    }

    [Fact]
    public async Task Train_AllowTruncated_UsesThem()
    {
        var photos = _folder.Copy("photos", 6, "animals", "vehicles");
        DecodedImage("truncated", "photos/vehicles/truncated.jpg");

        var run = await TrainAsync(photos, "--allow-truncated", "--max-bad", "0");

        Assert.DoesNotContain("Left out", run.Output);
        Assert.DoesNotContain("stock ML.NET", run.Output);
    }

    [Fact]
    public async Task Train_Background_StaysWithTheModel()
    {
        await TrainAsync(_folder.Copy("photos", 6, "animals", "vehicles"), "--background", "000000");
        var photo = DecodedImage("transparent");
        var model = _folder.File("m.zip");
        var mlNet = StockChain.Predict(model, photo);

        var run = await CliRunner.RunAsync("predict", "--model", model, "--format", "csv", "--verbose", photo);

        Assert.Equal(mlNet.Scores.Max(), Probability(run, mlNet.Label)!.Value, 1e-4);
        Assert.DoesNotContain("stock ML.NET", run.Error);
    }

    [Fact]
    public async Task Evaluate_PhotosThatStockSeesOtherwise_AreCounted()
    {
        var photos = _folder.Copy("photos", 3, "animals");
        DecodedImage("turned", "photos/animals/turned.jpg");
        DecodedImage("truncated", "photos/animals/truncated.jpg");

        var left = await CliRunner.RunAsync("evaluate", "--model", demo.Package, "--data", photos, "--max-bad", "50");
        Assert.Contains("other pixels of 2 photos", left.Output);
        Assert.Contains("of 4 photos", left.Output);

        var taken = await CliRunner.RunAsync("evaluate", "--model", demo.Package, "--data", photos, "--allow-truncated");
        Assert.Contains("other pixels of 1 photo", taken.Output);
        Assert.Contains("of 5 photos", taken.Output);
    }

    [Fact]
    public void Write_PhotosThatWereOnlyShrunk_AsksForNothing()
    {
        using var writer = new StringWriter();
        MlNetNote.Write(writer, new MlNetDifferences { Count = 9, ScaledDecode = 9, Examples = ["a.jpg", "b.jpg"] });
        Assert.Contains("9 so large", writer.ToString());
        Assert.Contains("a.jpg, b.jpg, ...", writer.ToString());
        Assert.DoesNotContain("normalize", writer.ToString());
    }

    private string DecodedImage(string kind, string? name = null)
    {
        var path = _folder.File(name ?? $"{kind}.{(kind == "transparent" ? "png" : "jpg")}");
        var photo = TestPictures.Write(_folder.File("photo"), 224, 224, SKEncodedImageFormat.Jpeg, photo: 2);
        switch (kind)
        {
            case "turned":
                return TestPictures.WithOrientation(path, photo, 6);
            case "truncated":
                File.WriteAllBytes(path, File.ReadAllBytes(photo)[..^2000]);
                return path;
            default:
                using (var source = SKBitmap.Decode(photo))
                {
                    return TestPictures.Write(
                        path, source.Width, source.Height, (x, y) => x < 80 ? SKColors.Transparent : source.GetPixel(x, y));
                }
        }
    }

    private async Task<double?> ProbabilityAsync(string label, string photo, params string[] args) =>
        Probability(await PredictAsync(["--format", "csv", "--top", "5", photo, .. args]), label);

    private static double? Probability(CliRun run, string label)
    {
        Assert.Equal(ExitCode.Done, run.ExitCode);
        var cells = run.Output.Split('\n')[1].Split(',');
        var at = Array.IndexOf(cells, label);
        return at < 0 ? null : double.Parse(cells[at + 1], CultureInfo.InvariantCulture);
    }

    private Task<CliRun> PredictAsync(params string[] args) => CliRunner.RunAsync(["predict", "--model", demo.Package, .. args]);

    private async Task<CliRun> TrainAsync(string photos, params string[] args)
    {
        var run = await CliRunner.RunAsync(["train", "--data", photos, "--output", _folder.File("m.zip"), "--no-cache", .. args]);
        Assert.Equal(ExitCode.Done, run.ExitCode);
        return run;
    }
}
