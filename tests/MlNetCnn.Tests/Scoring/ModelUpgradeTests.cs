using System.IO.Compression;
using Microsoft.ML;
using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class ModelUpgradeTests : IDisposable
{
    private static readonly string Released = Path.Combine(Repository.Fixtures, "0.1.0", "model.zip");

    private readonly TemporaryFolder _folder = new();

    private string Output => _folder.File("new.zip");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_ReleasedPackage_GivesTheSameNetworkWithAFactor()
    {
        var result = await ModelUpgrade.RunAsync(Released, Output, cancellationToken: Token);

        var (before, after) = (ModelFile.Read(Released, TestContext.Current.CancellationToken), ModelFile.Read(Output, TestContext.Current.CancellationToken));
        Assert.Equal((ResizeFactor.Default, ModelCard.CurrentVersion), (after.Card.ResizeFactor, after.Card.Version));
        Assert.Equal(before.Card.ClassNames, after.Card.ClassNames);
        Assert.Equal(before.Card.Metrics, after.Card.Metrics);
        Assert.Equal(before.Card.DataFingerprint, after.Card.DataFingerprint);
        Assert.Null(result.NewAgainstOld);
        Assert.Null(result.OldUnderMlNet6);
        Assert.InRange(result.VerifiedImages, 1, 2);
        Assert.InRange(result.MaxVerifiedDifference, 0, ModelUpgrade.MaxMlNetDifference);
        using var old = ImageClassifier.Load(Released);
        using var fresh = ImageClassifier.Load(Output);
        var pixels = new float[3 * old.Card.InputWidth * old.Card.InputHeight];
        Array.Fill(pixels, 100);
        var (first, second) = (new float[5], new float[5]);
        old.ScorePixels(pixels, first);
        fresh.ScorePixels(pixels, second);
        Assert.Equal(first, second);
        Assert.Single(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Theory]
    [InlineData(ResizeMode.Crop)]
    [InlineData(ResizeMode.Pad)]
    [InlineData(ResizeMode.Squash)]
    [Trait("Category", "Process")]
    public async Task Run_PackageOfAnyResizeMode_BothMlNetVersionsAgree(ResizeMode resize)
    {
        TinyClassifiers.Create(seed: 3, resize, factor: null).Save(_folder.File("old.zip"));
        var image = Image("i.png", 15, 13);
        await ModelUpgrade.RunAsync(_folder.File("old.zip"), Output, cancellationToken: Token);

        var lowest = Assert.Single(await StockRunner.ScoreAsync("Lowest", Output, image));
        var highest = Assert.Single(await StockRunner.ScoreAsync("Highest", Output, image));

        Assert.Equal(lowest.Label, highest.Label);
        Assert.All(lowest.Scores.Zip(highest.Scores), pair => Assert.Equal(pair.First, pair.Second, (float)ModelUpgrade.MaxMlNetDifference));
    }

    [Fact]
    public async Task Run_Images_ChoosesTheFactorAndMeasures()
    {
        string[] images = [.. Enumerable.Range(0, 5).Select(i => Image($"{i}.png", 12, 12))];
        File.WriteAllText(_folder.File("broken.png"), "no image");

        var result = await ModelUpgrade.RunAsync(
            Released, Output, new ModelUpgradeOptions { Images = [.. images, _folder.File("broken.png")] }, Token);

        Assert.Equal(1.5, result.Card.ResizeFactor);
        Assert.Equal((5, 5), (result.NewAgainstOld!.Images, result.OldUnderMlNet6!.Images));
        Assert.InRange(result.OldUnderMlNet6.MeanDifference, 1e-6, result.OldUnderMlNet6.MaxDifference);
        Assert.InRange(result.OldUnderMlNet6.ChangedClasses, 0, 5);
    }

    [Fact]
    [Trait("Category", "Process")]
    public async Task OfMlNetVersions_PackageOf010_IsTheDifferenceOfMlNetVersions()
    {
        var image = Path.Combine(Path.GetDirectoryName(Released)!, "picture.png");
        var lowest = Assert.Single(await StockRunner.ScoreAsync("Lowest", Released, image));
        var highest = Assert.Single(await StockRunner.ScoreAsync("Highest", Released, image));

        var drift = await ScoreDrift.OfMlNetVersionsAsync(Released, [image], cancellationToken: Token);

        Assert.Equal(1, drift.Images);
        Assert.Equal(lowest.Label == highest.Label ? 0 : 1, drift.ChangedClasses);
        Assert.Equal(ScoreDrift.Difference(lowest.Scores, highest.Scores), drift.MeanDifference, 1e-3);
    }

    [Fact]
    public async Task OfMlNetVersions_NewPackageOrNoImages_IsNone()
    {
        TinyClassifiers.Create(seed: 1).Save(_folder.File("m.zip"));

        Assert.Equal(0, (await ScoreDrift.OfMlNetVersionsAsync(_folder.File("m.zip"), [Image("i.png", 40, 30)], cancellationToken: Token)).MaxDifference);
        var none = await ScoreDrift.OfMlNetVersionsAsync(Released, [], cancellationToken: Token);
        Assert.Equal((0, 0, 0, 0), (none.Images, none.ChangedClasses, none.MeanDifference, none.MaxDifference));
    }

    [Fact]
    public void Sample_ManyPaths_AreEvenlyChosen()
    {
        string[] paths = [.. Enumerable.Range(0, 10).Select(i => $"{i}")];

        Assert.Equal(["0", "2", "5", "7"], EvenSample.Of(paths, 4));
        Assert.Equal(paths, EvenSample.Of(paths, 20));
    }

    [Fact]
    public async Task Run_PackageThatTakesImages_StaysOne()
    {
        var old = TinyClassifiers.Create(seed: 1, factor: null);
        ModelPackage.Save(ScoringPipeline.Build(new MLContext(1), old.Graph, old.Card, fromImages: true).Model, inputSchema: null, _folder.File("old.zip"));

        await ModelUpgrade.RunAsync(_folder.File("old.zip"), Output, new ModelUpgradeOptions { ResizeFactor = 3 }, Token);

        Assert.Equal(3, ModelFile.Read(Output, TestContext.Current.CancellationToken).Card.ResizeFactor);
        Assert.Single(MlNetScores.Read(Output, [Image("i.png", 20, 20)], fromImages: true));
        using var archive = ZipFile.OpenRead(Output);
        Assert.Null(archive.GetEntry("Schema"));
        Assert.NotNull(archive.GetEntry("Loader/Model.key"));
    }

    [Fact]
    public async Task Run_NewPackage_IsRefusedAsUpgraded()
    {
        TinyClassifiers.Create(seed: 1).Save(_folder.File("old.zip"));

        var exception = await FailAsync("MODEL_UPGRADED", _folder.File("old.zip"));

        Assert.Contains("use the package unchanged", exception.Fix);
    }

    [Fact]
    public Task Run_NoPackage_IsRefused() => FailAsync("MODEL_NOT_PACKAGE", Path.ChangeExtension(Released, ".onnx"));

    [Fact]
    public Task Run_MissingFile_IsRefused() => FailAsync("MODEL_NOT_FOUND", _folder.File("gone.zip"));

    [Theory]
    [InlineData(0.5)]
    [InlineData(4.5)]
    [InlineData(double.NaN)]
    public Task Run_FactorOutOfRange_IsRefused(double factor) => FailAsync("OPTION_OUT_OF_RANGE", Released, new ModelUpgradeOptions { ResizeFactor = factor });

    [Fact]
    public async Task Run_OutputThatIsTheInput_IsRefused()
    {
        File.Copy(Released, Output);

        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => ModelUpgrade.RunAsync(Output, Output, cancellationToken: Token));

        Assert.Equal((ErrorKind.Usage, "OUTPUT_IS_INPUT"), (exception.Kind, exception.Code));
        Assert.Equal(File.ReadAllBytes(Released), File.ReadAllBytes(Output));
    }

    [Fact]
    public async Task Run_PipelineWithOtherSteps_IsRefused()
    {
        var ml = new MLContext(1);
        var model = TinyClassifiers.Create(seed: 1, factor: null);
        var (chain, schema) = ScoringPipeline.Build(ml, model.Graph, model.Card, fromImages: false);
        var rows = ml.Data.LoadFromEnumerable(Array.Empty<Row>());
        var copies = ml.Transforms.CopyColumns("Copy", "PredictedLabel").Fit(chain.Transform(rows));
        ModelPackage.Save(new Microsoft.ML.Data.TransformerChain<ITransformer>(chain, copies), schema, _folder.File("old.zip"));

        await FailAsync("MODEL_OTHER_STEPS", _folder.File("old.zip"));
    }

    [Fact]
    public async Task Run_MlNetGivesOtherScores_FailsAndLeavesTheOldOutput()
    {
        File.WriteAllText(Output, "old");

        foreach (var mlNet in new Func<IReadOnlyList<float[]>>[]
        {
            () => [[1, 0, 0, 0, 0], [0, 0, 0, 0, 1]], () => [], () => throw new InvalidOperationException("no such column."),
        })
        {
            var exception = await Assert.ThrowsAsync<MlNetCnnException>(
                () => ModelUpgrade.RunAsync(Released, Output, new ModelUpgradeOptions(), (_, _, _) => mlNet(), Token));
            Assert.Equal((ErrorKind.Model, "MODEL_UPGRADE_FAILED"), (exception.Kind, exception.Code));
            Assert.Equal("old", File.ReadAllText(Output));
            Assert.Single(Directory.GetFileSystemEntries(_folder.Root));
        }
    }

    public void Dispose() => _folder.Dispose();

    private string Image(string name, int width, int height) => TestPictures.Write(_folder.File(name), width, height, SKEncodedImageFormat.Png);

    private async Task<MlNetCnnException> FailAsync(string code, string model, ModelUpgradeOptions? options = null)
    {
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => ModelUpgrade.RunAsync(model, Output, options, Token));
        Assert.Equal(code, exception.Code);
        Assert.False(File.Exists(Output));
        return exception;
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";
    }
}
