using System.Text.Json;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>
/// A process that references only plain ML.NET packages loads the package and gives the scores of <see cref="ImageClassifier"/>.
/// </summary>
[Trait("Category", "Process")]
public sealed class StockPackage(StockPackage.TrainedPackage trained) : IClassFixture<StockPackage.TrainedPackage>
{
    private static string Consumer =>
        Path.Combine(Repository.Root, "samples", "StockConsumer", "bin", StockRunner.Configuration, "net10.0", "StockConsumer.dll");

    public static TheoryData<string> Versions => [.. StockRunner.Versions];

    public static MatrixTheoryData<ResizeMode, double> Packages => new(Enum.GetValues<ResizeMode>(), [1, 2]);

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task StockVersion_TrainedPackage_GivesTheSameClassesAndScores(string version)
    {
        var photos = Repository.Photos(15);
        using var classifier = ImageClassifier.Load(trained.Path);

        var answers = await StockRunner.ScoreAsync(version, trained.Path, photos);

        Assert.Equal(photos.Length, answers.Length);
        foreach (var (photo, answer) in photos.Zip(answers))
        {
            AssertAlike(classifier.Predict(photo), classifier.ClassNames, answer, ModelUpgrade.MaxMlNetDifference);
        }
    }

    // One package and image each: the version of ML.NET is one process.
    [Theory]
    [MemberData(nameof(Packages))]
    public async Task StockVersions_ImagesThatAreNotShrunk_GiveTheSame(ResizeMode resize, double factor)
    {
        using var folder = new TemporaryFolder();
        TinyClassifiers.Create(seed: 3, resize, factor).Save(folder.File("m.zip"));
        using var classifier = ImageClassifier.Load(folder.File("m.zip"));
        var (width, height) = ((int)(classifier.Card.InputWidth * factor) - 1, (int)(classifier.Card.InputHeight * factor) - 3);
        var image = TestPictures.Write(folder.File("i.png"), width, height, SkiaSharp.SKEncodedImageFormat.Png);
        var ours = classifier.Predict(image);

        foreach (var version in StockRunner.Versions)
        {
            var answer = Assert.Single(await StockRunner.ScoreAsync(version, folder.File("m.zip"), image));
            AssertAlike(ours, classifier.ClassNames, answer, factor == 1 ? 1e-3 : ModelUpgrade.MaxMlNetDifference);
        }
    }

    [Fact]
    public async Task LowestStockVersion_PackageOf010_GivesTheSameScores()
    {
        string File(string name) => Path.Combine(Repository.Fixtures, "0.1.0", name);
        using var expected = JsonDocument.Parse(await System.IO.File.ReadAllTextAsync(File("expected.json"), TestContext.Current.CancellationToken));

        var answer = Assert.Single(await StockRunner.ScoreAsync("Lowest", File("model.zip"), File("picture.png")));

        Assert.Equal(expected.RootElement.GetProperty("Label").GetString(), answer.Label);
        var scores = expected.RootElement.GetProperty("Scores").EnumerateArray().Select(score => score.GetSingle());
        Assert.All(scores.Zip(answer.Scores), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public async Task StockConsumer_TestPhotos_GivesTheSameClassesAndScores()
    {
        var photos = Repository.Photos(15);

        var (exitCode, output, error) = await StockRunner.RunAsync(Consumer, ["--json", trained.Path, .. photos]);

        Assert.Equal((0, ""), (exitCode, error));
        using var classifier = ImageClassifier.Load(trained.Path);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(photos.Length, lines.Length);
        foreach (var (photo, line) in photos.Zip(lines))
        {
            var ours = classifier.Predict(photo);
            using var mlNet = JsonDocument.Parse(line);
            Assert.Equal(ours.Label, mlNet.RootElement.GetProperty("label").GetString());
            var scores = mlNet.RootElement.GetProperty("scores").EnumerateObject().ToArray();
            Assert.Equal(classifier.ClassNames, scores.Select(score => score.Name));
            Assert.All(ours.Scores.Zip(scores), pair => Assert.Equal(pair.First, pair.Second.Value.GetSingle(), 1e-3f));
        }
    }

    [Fact]
    public async Task StockConsumer_PhotoThatIsNotThere_NamesItAndGoesOn()
    {
        var photo = Repository.Photos(1)[0];

        var (exitCode, output, error) = await StockRunner.RunAsync(Consumer, [trained.Path, "gone.jpg", photo]);

        Assert.Equal(1, exitCode);
        Assert.Contains("gone.jpg", error);
        Assert.StartsWith(photo + "\t", output);
    }

    [Theory]
    [InlineData]
    [InlineData("model.zip")]
    [InlineData("missing.zip", "photo.jpg")]
    public async Task StockConsumer_WrongUse_EndsWith2(params string[] args)
    {
        var (exitCode, output, error) = await StockRunner.RunAsync(Consumer, args);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.NotEmpty(error);
        Assert.DoesNotContain("   at ", error);
    }

    private static void AssertAlike(ImagePrediction ours, IReadOnlyList<string> classNames, StockAnswer mlNet, double max)
    {
        Assert.Equal(ours.Label, mlNet.Label);
        Assert.Equal(classNames, mlNet.ClassNames);
        Assert.All(ours.Scores.Zip(mlNet.Scores), pair => Assert.Equal(pair.First, pair.Second, (float)max));
    }

    public sealed class TrainedPackage : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public TrainedPackage() => Classifiers.Emoji.Save(Path);

        public string Path => _folder.File("m.zip");

        public void Dispose() => _folder.Dispose();
    }
}
