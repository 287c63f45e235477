using System.Text.Json;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>
/// Models written by releases still load and give the same scores. <c>Fixtures/VERSION</c> contains a package, its network, an image
/// and the scores; <see cref="Write_FixtureOfThisVersion"/> creates the folder of the current version.
/// </summary>
public sealed class ReleasedModelTests
{
    public static TheoryData<string> Versions => [.. Directory.GetDirectories(Repository.Fixtures).Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Load_ModelOfARelease_GivesTheSameScores(string version)
    {
        string File(string name) => Path.Combine(Repository.Fixtures, version, name);
        var expected = JsonSerializer.Deserialize<Expected>(System.IO.File.ReadAllText(File("expected.json")))!;
        var isOfBothVersions = true;
        foreach (var model in new[] { "model.zip", "model.onnx" })
        {
            using var classifier = ImageClassifier.Load(File(model));
            Assert.Equal(version, classifier.Card.Version);
            isOfBothVersions = classifier.Card.ResizeFactor is not null;
            var prediction = classifier.Predict(File("picture.png"));
            Assert.Equal(expected.Label, prediction.Label);

            // The pixels of ML.NET 5.0.1 are computed without Skia, whose fast path rounds each step.
            var max = isOfBothVersions ? 1e-5f : 2e-4f;
            Assert.All(expected.Scores.Zip(prediction.Scores), pair => Assert.Equal(pair.First, pair.Second, max));
        }

        if (!isOfBothVersions)
        {
            // The scores of plain ML.NET 5.0.1 are checked in a separate process; see StockPackage.
            return;
        }

        var mlNet = StockChain.Predict(File("model.zip"), File("picture.png"));
        Assert.Equal(expected.Label, mlNet.Label);
        Assert.All(expected.Scores.Zip(mlNet.Scores), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void Fixtures_HoldThisVersion() => Assert.True(
        Directory.Exists(Path.Combine(Repository.Fixtures, ModelCard.CurrentVersion)),
        $"run the test {nameof(Write_FixtureOfThisVersion)} ('-explicit only -method'), and commit what it writes");

    /// <summary>Writes the fixture; run it once per version, by name.</summary>
    [Fact(Explicit = true)]
    public void Write_FixtureOfThisVersion()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Fixtures, ModelCard.CurrentVersion)).FullName;
        var model = TinyClassifiers.Create(seed: 1);
        model.Save(Path.Combine(folder, "model.zip"));
        model.SaveOnnx(Path.Combine(folder, "model.onnx"));
        var image = TinyClassifiers.WriteImage(Path.Combine(folder, "picture.png"));
        using var classifier = ImageClassifier.Load(Path.Combine(folder, "model.zip"));
        var prediction = classifier.Predict(image);
        File.WriteAllText(
            Path.Combine(folder, "expected.json"), JsonSerializer.Serialize(new Expected(prediction.Label, [.. prediction.Scores])) + "\n");
    }

    private sealed record Expected(string Label, float[] Scores);
}
