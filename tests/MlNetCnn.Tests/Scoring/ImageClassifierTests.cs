using Xunit;

namespace MlNetCnn.Tests;

public sealed class ImageClassifierTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public ImageClassifierTests()
    {
        _model = _folder.File("m.onnx");
        Classifiers.Emoji.SaveOnnx(_model);
    }

    [Fact]
    public async Task PredictAsync_ManyImages_ComeInOrderAndNeverStopAtABadOne()
    {
        var photos = Repository.Photos(10);
        File.WriteAllText(_folder.File("bad.jpg"), "<html></html>");
        string[] paths = [.. photos, _folder.File("bad.jpg"), .. photos.Reverse()];
        using var classifier = ImageClassifier.Load(_model);
        var predictions = new List<ImagePrediction>();
        await foreach (var prediction in classifier.PredictAsync(paths, TestContext.Current.CancellationToken))
        {
            predictions.Add(prediction);
        }

        Assert.Equal(paths, predictions.Select(prediction => prediction.Path));
        Assert.Equal("IMG_UNSUPPORTED", Assert.Single(predictions, prediction => prediction.Error is not null).Error!.Code);
        for (var i = 0; i < photos.Length; i++)
        {
            Assert.Equal(predictions[i].Label, predictions[^(i + 1)].Label);
            Assert.All(predictions[i].Scores.Zip(predictions[^(i + 1)].Scores), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    [Fact]
    public async Task EvaluateAsync_UnknownLabelsAndBadFiles_AreCountedSeparately()
    {
        using var classifier = ImageClassifier.Load(_model);
        var label = classifier.ClassNames[0];
        File.WriteAllText(_folder.File("bad.png"), "no image");
        var images = ImageDataset.FromImages(
        [
            .. Repository.Photos(4).Select(path => new LabeledImage(path, label)), new LabeledImage(_folder.File("bad.png"), label),
            new LabeledImage(Repository.Photos(5)[4], "nothing"),
        ]);
        var evaluation = await classifier.EvaluateAsync(images, null, TestContext.Current.CancellationToken);
        var right = Repository.Photos(4).Count(path => classifier.Predict(path).Label == label);
        Assert.Equal((6, 4, 1), (evaluation.Count, evaluation.Images.Count, evaluation.Errors.Count));
        Assert.Equal(1, evaluation.UnknownLabels["nothing"]);
        Assert.Equal(right / 5.0, evaluation.CreateReport().Accuracy);
        Assert.Equal("DATA_TOO_MANY_REJECTED", evaluation.FindTooManyUnusable([], 0.2)?.Code);
        Assert.Null(evaluation.FindTooManyUnusable([], 0.5));
    }

    [Fact]
    public async Task PredictAsync_EndlessPaths_AreReadOnDemand()
    {
        using var classifier = ImageClassifier.Load(_model);
        var read = 0;
        var seen = 0;
        await foreach (var _ in classifier.PredictAsync(Endless(), TestContext.Current.CancellationToken))
        {
            if (++seen == 20)
            {
                break;
            }
        }

        Assert.InRange(read, 20, 500);

        IEnumerable<string> Endless()
        {
            while (true)
            {
                read++;
                yield return Repository.Photos(1)[0];
            }
        }
    }

    [Fact]
    public async Task Predict_FromManyThreads_GivesTheSameBitsAsFromOne()
    {
        var photos = Repository.Photos(8);
        using var classifier = ImageClassifier.Load(_model);
        var expected = photos.Select(photo => classifier.Predict(photo).Scores.ToArray()).ToArray();
        var tasks = Enumerable.Range(0, 64).Select(i => Task.Run(() => (i, classifier.Predict(photos[i % 8]).Scores.ToArray()))).ToArray();
        foreach (var (i, scores) in await Task.WhenAll(tasks))
        {
            Assert.Equal(expected[i % 8], scores);
        }
    }

    [Fact]
    public void Predict_RejectedImage_HasAnErrorAndNoLabel()
    {
        using var classifier = ImageClassifier.Load(_model);
        var prediction = classifier.Predict(_folder.File("none.jpg"));
        Assert.Equal("IMG_NOT_FOUND", prediction.Error?.Code);
        Assert.Empty(prediction.Scores);
        Assert.Empty(prediction.Top(3));
        Assert.Throws<InvalidOperationException>(() => prediction.Label);
    }

    [Fact]
    public void Top_MoreThanThereAreClasses_GivesAllBestFirst()
    {
        using var classifier = ImageClassifier.Load(_model);
        var prediction = classifier.Predict(Repository.Photos(1)[0]);
        var top = prediction.Top(99);
        Assert.Equal(classifier.ClassNames.Count, top.Count);
        Assert.Equal(new(prediction.Label, prediction.Probability), top[0]);
        Assert.Equal(top.OrderByDescending(entry => entry.Probability), top);
        Assert.Equal(1, top.Sum(entry => entry.Probability), 1e-4f);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Predict_Views_IsTheMeanOverThem(int count)
    {
        var photo = Repository.Photos(1)[0];
        using var once = ImageClassifier.Load(_model);
        using var many = ImageClassifier.Load(_model, new ImageClassifierOptions { Views = count });
        var (width, height, classes) = (once.Card.InputWidth, once.Card.InputHeight, once.ClassNames.Count);
        var views = ImageViews.First(count, width, height);
        using var decoder = new AugmentedImageDecoder(once.Card.Input, ImageDecoderOptions.Default, views.Closest);
        var pixels = new float[count * decoder.PixelValueCount];
        foreach (var (i, view) in views.Samples.Index())
        {
            Assert.Null(decoder.Decode(photo, view, pixels.AsSpan(i * decoder.PixelValueCount, decoder.PixelValueCount)));
        }

        var scores = new float[count * classes];
        once.ScorePixels(pixels, scores);

        var expected = Enumerable.Range(0, classes).Select(k => Enumerable.Range(0, count).Average(i => scores[(i * classes) + k])).ToArray();
        Assert.All(many.Predict(photo).Scores.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
        Assert.NotEqual(once.Predict(photo).Scores, many.Predict(photo).Scores);
    }

    [Fact]
    public void Load_DecoderSelector_IsCalledWithTheCardUnlessADecoderIsSpecified()
    {
        var asked = new List<ModelCard>();
        var options = new ImageClassifierOptions { DecoderSelector = card => { asked.Add(card); return ImageDecoderOptions.MlNetCompatible; } };

        ImageClassifier.Load(_model, options).Dispose();
        ImageClassifier.Load(_model, options with { Decoder = ImageDecoderOptions.Default }).Dispose();

        Assert.Equal(ModelCard.Read(_model).ClassNames, Assert.Single(asked).ClassNames);
    }

    [Fact]
    public void Predict_ViewsOfClassesThatAMirrorExchanges_HasNoneMirrored()
    {
        var card = Classifiers.Emoji.Card with { UnsafeAugmentations = ["flip", "grayscale"] };
        new TrainedClassifier(Classifiers.Emoji.Graph.Clone(), card).SaveOnnx(_folder.File("signs.onnx"));
        using var once = ImageClassifier.Load(_model);
        using var all = ImageClassifier.Load(_folder.File("signs.onnx"), new ImageClassifierOptions { Views = 10 });
        Assert.Equal((5, false), (all.ViewCount, all.Card.KeepsClassesMirrored));
        Assert.Equal(["flip", "grayscale"], all.Card.UnsafeAugmentations);
        var (width, height) = (once.Card.InputWidth, once.Card.InputHeight);
        var samples = ImageViews.First(10, width, height).Samples.Where(sample => sample.Move.IsIdentity).ToArray();
        Assert.Equal((5, 5), (samples.Length, all.ViewCount));

        using var decoder = new AugmentedImageDecoder(
            once.Card.Input, ImageDecoderOptions.Default, ImageViews.First(10, width, height).Closest);
        var pixels = new float[samples.Length * decoder.PixelValueCount];
        var photo = Repository.Photos(1)[0];
        foreach (var (i, sample) in samples.Index())
        {
            Assert.Null(decoder.Decode(photo, sample, pixels.AsSpan(i * decoder.PixelValueCount, decoder.PixelValueCount)));
        }

        var scores = new float[samples.Length * once.ClassNames.Count];
        once.ScorePixels(pixels, scores);
        var expected = Enumerable.Range(0, once.ClassNames.Count).Select(k => scores.Chunk(once.ClassNames.Count).Average(row => row[k]));
        Assert.All(all.Predict(photo).Scores.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(10)]
    public async Task PredictAsync_AnyViewsAndThreads_GivesTheSameBits(int views)
    {
        var photos = Repository.Photos(6);
        using var one = ImageClassifier.Load(_model, new ImageClassifierOptions { Views = views, Threads = 1 });
        using var two = ImageClassifier.Load(_model, new ImageClassifierOptions { Views = views, Threads = 2 });
        var expected = photos.Select(photo => one.Predict(photo).Scores.ToArray()).ToArray();
        var i = 0;
        await foreach (var prediction in two.PredictAsync(photos, TestContext.Current.CancellationToken))
        {
            Assert.Equal(expected[i++], prediction.Scores);
            Assert.Equal(1, prediction.Scores.Sum(), 1e-4f);
        }

        Assert.Equal(photos.Length, i);
    }

    [Fact]
    public void Predict_WithViews_KeepsErrorsAndTraits()
    {
        var turned = TestPictures.WithOrientation(
            _folder.File("turned.jpg"), TestPictures.Write(_folder.File("oriented.jpg"), 200, 100, SkiaSharp.SKEncodedImageFormat.Jpeg), 6);
        using var classifier = ImageClassifier.Load(_model, new ImageClassifierOptions { Views = 4 });
        Assert.True(classifier.Predict(turned).DiffersFromMlNet);
        Assert.Equal("IMG_NOT_FOUND", classifier.Predict(_folder.File("none.jpg")).Error?.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void Load_ViewsOutOfRange_Throws(int views) =>
        Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(_model, new ImageClassifierOptions { Views = views }));

    [Fact]
    public void Load_CudaThatOnnxRuntimeLacks_IsRefusedWithTheNameOfThePackage()
    {
        var exception = Assert.Throws<MlNetCnnException>(
            () => ImageClassifier.Load(_model, new ImageClassifierOptions { ExecutionProvider = ExecutionProvider.Cuda }));
        Assert.Equal((ErrorKind.Environment, "ENV_NO_CUDA_PROVIDER"), (exception.Kind, exception.Code));
        Assert.Contains("CPUExecutionProvider", exception.Received, StringComparison.Ordinal);
        Assert.Contains("Microsoft.ML.OnnxRuntime.Gpu", exception.Fix, StringComparison.Ordinal);
        Assert.Equal(
            ErrorCodes.OptionOutOfRange,
            Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(_model, new ImageClassifierOptions { ExecutionProvider = (ExecutionProvider)9 })).Code);
    }

    public void Dispose() => _folder.Dispose();
}
