using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class StockDifferencesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task TrainAsync_ImagesThatMlNetSeesDifferently_AreCountedAndNamed()
    {
        var photos = Enumerable.Range(0, 8).Select(i => TestPictures.Write(_folder.File($"{i}.jpg"), 224, 224, SKEncodedImageFormat.Jpeg, photo: i)).ToArray();
        var turned = TestPictures.WithOrientation(_folder.File("turned.jpg"), photos[0], 6);
        var clear = TestPictures.Write(_folder.File("clear.png"), 60, 60, (_, _) => SKColors.Transparent);
        var half = TestPictures.Write(_folder.File("half.png"), 60, 60, (x, y) => new SKColor((byte)x, (byte)y, 9, 128));
        File.WriteAllBytes(_folder.File("cut.jpg"), File.ReadAllBytes(photos[1])[..2000]);
        var images = photos.Select((path, i) => new LabeledImage(path, i % 2 == 0 ? "a" : "b"))
            .Concat([new(turned, "a"), new(clear, "b"), new(half, "b"), new(_folder.File("cut.jpg"), "b")])
            .Select(image => image with { Split = DatasetSplit.Train });
        var options = new FeatureTrainingOptions { MaxRejectedFraction = 0.5 };
        var split = new DatasetSplits(ImageDataset.FromImages(images), ImageDataset.FromImages(images.Take(2)), ImageDataset.FromImages(images.Take(2)));
        var model = await new FeatureTrainer(Backbone.Default, options).TrainAsync(split, cancellationToken: TestContext.Current.CancellationToken);

        var found = model.MlNetDifferences;
        Assert.Equal((4, 1, 2, 1, 0, 1), (found.Count, found.Oriented, found.Transparent, found.FullyTransparent, found.ScaledDecode, found.Truncated));
        Assert.Equal([turned, clear, half, _folder.File("cut.jpg")], found.Examples);
    }

    [Fact]
    public void Of_ManyImages_KeepsTheFirstFewPaths()
    {
        string[] paths = [.. Enumerable.Range(0, 20).Select(i => $"{i}.jpg")];
        var found = MlNetDifferences.Of(paths, row => row % 2 == 0 ? ImageTraits.None : ImageTraits.ScaledDecode | ImageTraits.DiffersFromMlNet, _ => null);
        Assert.Equal((10, 10), (found.Count, found.ScaledDecode));
        Assert.Equal(["1.jpg", "3.jpg", "5.jpg", "7.jpg", "9.jpg"], found.Examples);
        Assert.Equal(MlNetDifferences.None, MlNetDifferences.Of(paths, _ => ImageTraits.WrongExtension, _ => null) with { Examples = MlNetDifferences.None.Examples });
    }

    [Fact]
    public void Predict_OrientedOrTruncatedImage_SaysThatMlNetDiffers()
    {
        TinyClassifier.Create().Save(_folder.File("tiny.zip"));
        var photo = TestPictures.Write(_folder.File("photo.jpg"), 224, 224, SKEncodedImageFormat.Jpeg);
        var turned = TestPictures.WithOrientation(_folder.File("turned.png"), photo, 3);
        File.WriteAllBytes(_folder.File("cut.jpg"), File.ReadAllBytes(photo)[..2000]);
        using (var ours = ImageClassifier.Load(_folder.File("tiny.zip")))
        {
            Assert.False(ours.Predict(photo).DiffersFromMlNet);
            Assert.True(ours.Predict(turned).DiffersFromMlNet);
            Assert.Equal(ImageTraits.Oriented | ImageTraits.WrongExtension | ImageTraits.DiffersFromMlNet, ours.Predict(turned).Traits);
            Assert.True(ours.Predict(_folder.File("cut.jpg")).DiffersFromMlNet);
        }

        using var mlNet = ImageClassifier.Load(_folder.File("tiny.zip"), new ImageClassifierOptions { Decoder = ImageDecoderOptions.MlNetCompatible });
        Assert.False(mlNet.Predict(turned).DiffersFromMlNet);
        var cut = mlNet.Predict(_folder.File("cut.jpg"));
        Assert.Equal((false, ImageTraits.Truncated), (cut.DiffersFromMlNet, cut.Traits));
    }

    public void Dispose() => _folder.Dispose();
}
