using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Tests calls whose object is disposed: running ones end normally, and later ones name the disposed class.</summary>
public sealed class DisposalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;
    private readonly string _image;

    public DisposalTests()
    {
        _model = _folder.File("m.zip");
        TinyClassifiers.Create(seed: 1).Save(_model);
        _image = TinyClassifiers.WriteImage(_folder.File("p.png"));
    }

    [Fact]
    public void Predict_DisposedByAnotherThread_RefusesLaterCallsOnly()
    {
        for (var round = 0; round < 5; round++)
        {
            var classifier = ImageClassifier.Load(_model, new ImageClassifierOptions { Threads = 4 });
            var refused = 0;
            using var started = new CountdownEvent(4);
            var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                try
                {
                    classifier.Predict(_image);
                    started.Signal();
                    while (true)
                    {
                        classifier.Predict(_image);
                    }
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref refused);
                }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            started.Wait(TestContext.Current.CancellationToken);
            classifier.Dispose();
            threads.ForEach(thread => thread.Join());
            Assert.Equal(4, refused);
        }
    }

    [Fact]
    public async Task PredictAsync_DisposedInItsLoop_EndsInOrder()
    {
        var classifier = ImageClassifier.Load(_model);
        var exception = await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            await foreach (var prediction in classifier.PredictAsync(Enumerable.Repeat(_image, 400), TestContext.Current.CancellationToken))
            {
                Assert.Null(prediction.Error);
                classifier.Dispose();
            }
        });
        Assert.Contains(nameof(ImageClassifier), exception.ObjectName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExtractAsync_DisposedMeanwhile_EndsInOrder()
    {
        var extractor = new FeatureExtractor(Backbone.FromFile(TinyNet.WithBody().Classify().Save(_folder), Preprocessing.Inception));
        var extracting = extractor.ExtractAsync([.. Enumerable.Repeat(_image, 4000)], cancellationToken: TestContext.Current.CancellationToken);
        extractor.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => extracting);
    }

    [Fact]
    public async Task Call_AfterDispose_NamesTheClass()
    {
        var backbone = Backbone.FromFile(TinyNet.WithBody().Classify().Save(_folder), Preprocessing.Inception);
        var classifier = ImageClassifier.Load(_model);
        var extractor = new FeatureExtractor(backbone);
        foreach (var used in new IDisposable[] { classifier, extractor })
        {
            used.Dispose();
            used.Dispose();
        }

        Check<ImageClassifier>(() => classifier.Predict(_image));
        Check<ImageClassifier>(() => classifier.ScorePixels(new float[3 * 8 * 8], new float[5]));
        Check<ImageClassifier>(() => classifier.PredictAsync(Array.Empty<string>(), TestContext.Current.CancellationToken).ToBlockingEnumerable(TestContext.Current.CancellationToken).ToList());
        Check<FeatureExtractor>(await Assert.ThrowsAsync<ObjectDisposedException>(() => extractor.ExtractAsync([_image], null, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void PredictAsync_PathsThatFail_GivesTheImagesReadSoFarFirst()
    {
        using var classifier = ImageClassifier.Load(_model);
        var seen = new List<ImagePrediction>();
        Assert.Throws<IOException>(() =>
        {
            foreach (var prediction in classifier.PredictAsync(Paths(6), TestContext.Current.CancellationToken).ToBlockingEnumerable(TestContext.Current.CancellationToken))
            {
                seen.Add(prediction);
            }
        });
        Assert.Equal(6, seen.Count);

        IEnumerable<string> Paths(int count)
        {
            for (var i = 0; i < count; i++)
            {
                yield return _image;
            }

            throw new IOException("the list ends here");
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void ScorePixels_NotFinite_IsRefused(float value)
    {
        using var classifier = ImageClassifier.Load(_model);
        var pixels = new float[3 * 8 * 8];
        pixels[17] = value;
        Assert.Throws<ArgumentException>(() => classifier.ScorePixels(pixels, new float[5]));
    }

    public void Dispose() => _folder.Dispose();

    private static void Check<T>(Action call) => Check<T>(Assert.Throws<ObjectDisposedException>(call));

    private static void Check<T>(ObjectDisposedException exception) => Assert.Equal(typeof(T).FullName, exception.ObjectName);
}
