using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class FeatureExtractorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task ExtractAsync_ManyImages_EqualsOnnxRuntimeOneByOne()
    {
        var photos = Repository.Photos(13);
        using var extractor = new FeatureExtractor(Backbone.Default);
        var table = await extractor.ExtractAsync(photos, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(photos.Length, table.Count);

        using var session = new InferenceSession(Backbone.Default.FeatureGraph.ToBytes());
        for (var i = 0; i < photos.Length; i++)
        {
            var pixels = StockPixels.Read(photos[i], new ImageInput(224, 224, ResizeMode.Crop, ResizeFactor.Default));
            using var input = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, 224, 224]);
            using var run = new RunOptions();
            using var outputs = session.Run(run, ["image"], [input], ["features"]);
            var expected = outputs[0].GetTensorDataAsSpan<float>().ToArray();
            Assert.All(expected.Zip(table.Row(i).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 0.1f));
        }
    }

    [Fact]
    public async Task ExtractPixels_PixelsOfImages_GiveTheFeaturesOfTheirFiles()
    {
        var photos = Repository.Photos(2);
        var network = ImageNetwork.Of(Backbone.Default);
        using var extractor = new FeatureExtractor(Backbone.Default);
        var table = await extractor.ExtractAsync(photos, cancellationToken: TestContext.Current.CancellationToken);
        var features = new float[2 * extractor.Length];

        extractor.ExtractPixels([.. photos.SelectMany(network.ReadPixels)], features);

        Assert.All(features.Zip([.. table.Row(0), .. table.Row(1)]), pair => Assert.Equal(pair.Second, pair.First, 1e-4f));
        Assert.Throws<ArgumentException>(() => extractor.ExtractPixels(new float[5], features));
        Assert.Throws<ArgumentException>(() => extractor.ExtractPixels(new float[3 * 224 * 224], features));
    }

    [Fact]
    public async Task ExtractAsync_RejectedImagesBetween_KeepTheRowsInPlace()
    {
        var photos = Repository.Photos(3);
        string[] paths = [_folder.File("none.jpg"), photos[0], photos[1], _folder.File("none.jpg"), photos[2]];
        using var extractor = new FeatureExtractor(Backbone.Default);
        var table = await extractor.ExtractAsync(paths, cancellationToken: TestContext.Current.CancellationToken);
        var alone = await extractor.ExtractAsync([photos[1]], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("IMG_NOT_FOUND", table.Error(0)?.Code);
        Assert.Equal("IMG_NOT_FOUND", table.Error(3)?.Code);
        Assert.Null(table.Error(2));
        Assert.All(alone.Row(0).ToArray().Zip(table.Row(2).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public async Task ExtractAsync_Cancelled_Stops()
    {
        using var stop = new CancellationTokenSource();
        using var extractor = new FeatureExtractor(Backbone.Default);
        var paths = Enumerable.Repeat(Repository.Photos(1)[0], 5000).ToArray();
        var progress = new Progress(() => stop.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => extractor.ExtractAsync(paths, progress, stop.Token));
    }

    [Fact]
    public async Task ExtractAsync_AnyNumberOfThreads_GivesTheSameBits()
    {
        var photos = Repository.Photos(9);
        using var one = new FeatureExtractor(Backbone.Default, new FeatureExtractorOptions { Threads = 1 });
        using var three = new FeatureExtractor(Backbone.Default, new FeatureExtractorOptions { Threads = 3 });
        var first = await one.ExtractAsync(photos, cancellationToken: TestContext.Current.CancellationToken);
        var second = await three.ExtractAsync(photos, cancellationToken: TestContext.Current.CancellationToken);
        for (var i = 0; i < photos.Length; i++)
        {
            Assert.Equal(first.Row(i).ToArray(), second.Row(i).ToArray());
        }
    }

    public void Dispose() => _folder.Dispose();

    private sealed class Progress(Action report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report();
    }
}
