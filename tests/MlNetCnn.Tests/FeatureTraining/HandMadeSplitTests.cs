using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Tests the warnings about a split that was put together by hand.</summary>
public sealed class HandMadeSplitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Train_TestImagesThatAreTrainedOn_Warns()
    {
        var images = Images("a", "b", "a", "b");
        var model = await Train(new DatasetSplits(images, Images(), images));
        Assert.Contains(model.Warnings, warning => warning.StartsWith("4 of 4 test images are also training images", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Train_LabelsThatAreNotLearned_Warns()
    {
        var model = await Train(new DatasetSplits(Images("a", "b", "a", "b"), Images("x", "x"), Images("a", "y")));
        Assert.Contains(model.Warnings, warning => warning.Contains("y (1)", StringComparison.Ordinal) && warning.Contains("test", StringComparison.Ordinal));
        Assert.Contains(model.Warnings, warning => warning.Contains("x (2)", StringComparison.Ordinal) && warning.Contains("validation", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Train_SplitByParts_WarnsOfNothing()
    {
        var model = await Train(Images("a", "b", "a", "b", "a", "b", "a", "b", "a", "b").Split());
        Assert.Empty(model.Warnings);
    }

    public void Dispose() => _folder.Dispose();

    private ImageDataset Images(params string[] labels) => labels.Length == 0
        ? Images("a", "b").Split(test: 0, validation: 0).Test
        : ImageDataset.FromImages([.. labels.Select((label, i) => new LabeledImage(
            TestPictures.Write(_folder.File($"{Guid.NewGuid():N}.png"), 16, 16, (x, y) => new SkiaSharp.SKColor((byte)(x * i), (byte)(y * 9), label == "a" ? (byte)0 : (byte)200)), label))]);

    private Task<TrainedClassifier> Train(DatasetSplits split) => new FeatureTrainer(
        Backbone.FromFile(TinyNet.WithBody().Classify().Save(_folder), Preprocessing.None)).TrainAsync(split, null, TestContext.Current.CancellationToken);
}
