using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Tests pixels that are scored without blocking a thread.</summary>
public sealed class ImageClassifierPixelsTests : IDisposable
{
    private const int PixelCount = 3 * TinyNet.Size * TinyNet.Size;

    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public ImageClassifierPixelsTests()
    {
        _model = _folder.File("m.zip");
        TinyClassifiers.Create(seed: 1).Save(_model);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(23)]
    public async Task ScorePixelsAsync_AnyNumber_EqualsTheBlockingTwin(int count)
    {
        using var classifier = ImageClassifier.Load(_model, new ImageClassifierOptions { Threads = 2, Views = 2, MaxBatchSize = 8 });
        var pixels = Pixels(count);
        var expected = new float[count * TinyNet.Classes];
        classifier.ScorePixels(pixels, expected);
        var scores = new float[expected.Length + 2];
        await classifier.ScorePixelsAsync(pixels, scores.AsMemory(1, expected.Length), Token);
        Assert.Equal([0, .. expected, 0], scores);
        Assert.Equal(count, expected.Chunk(TinyNet.Classes).Select(row => row[0]).Distinct().Count());
    }

    [Fact]
    public async Task ScorePixelsAsync_InvalidArguments_AreRefusedAtOnce()
    {
        using var classifier = ImageClassifier.Load(_model);
        var scores = new float[TinyNet.Classes];
        Assert.Equal("pixels", Assert.Throws<ArgumentException>(() => Score(new float[PixelCount + 1])).ParamName);
        Assert.Equal("pixels", Assert.Throws<ArgumentException>(() => Score(ReadOnlyMemory<float>.Empty)).ParamName);
        Assert.Equal("scores", Assert.Throws<ArgumentException>(() => Score(Pixels(2))).ParamName);
        var infinite = Pixels(1);
        infinite[9] = float.NegativeInfinity;
        Assert.Equal("pixels", Assert.Throws<ArgumentException>(() => Score(infinite)).ParamName);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => classifier.ScorePixelsAsync(Pixels(1), scores, new CancellationToken(canceled: true)));
        Assert.All(scores, score => Assert.Equal(0, score));

        // Thrown by the call, not by its task.
        void Score(ReadOnlyMemory<float> pixels) => _ = classifier.ScorePixelsAsync(pixels, scores, Token);
    }

    [Fact]
    public async Task ScorePixelsAsync_ManyImages_LetOtherClassifiersTakeTurns()
    {
        using var workers = new InferenceWorkers(1);
        using var blocked = new Blocked();
        using var many = ImageClassifier.Load(_model, new ImageClassifierOptions { Workers = workers });
        using var other = ImageClassifier.Load(_model, new ImageClassifierOptions { Workers = workers });
        var first = blocked.Start(other);
        var scores = new float[12 * TinyNet.Classes];
        var scoring = many.ScorePixelsAsync(Pixels(12), scores, Token);
        var done = -1;
        using var memory = new CallingMemory(Blocked.Picture, () => done = scores.Chunk(TinyNet.Classes).Count(row => row[0] > 0));
        var turn = other.PredictAsync(memory.Memory, Token);
        blocked.Release();
        await Task.WhenAll(scoring, turn, first).WaitAsync(Enough, Token);
        Assert.Equal(ImageBatchRunner.BatchSize, done);
        Assert.All(scores, score => Assert.True(score > 0));
    }

    [Fact]
    public async Task ScorePixelsAsync_Canceled_RemovesWhatHasNotStarted()
    {
        using var blocked = new Blocked();
        using var classifier = ImageClassifier.Load(_model, new ImageClassifierOptions { Threads = 1 });
        using var source = new CancellationTokenSource();
        var first = blocked.Start(classifier);
        var scores = new float[12 * TinyNet.Classes];
        var scoring = classifier.ScorePixelsAsync(Pixels(12), scores, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scoring.WaitAsync(Enough, Token));
        blocked.Release();
        await first;
        classifier.Predict(Blocked.Picture);
        Assert.All(scores, score => Assert.Equal(0, score));
    }

    [Fact]
    public async Task ScorePixelsAsync_Disposed_Throws()
    {
        using var blocked = new Blocked();
        var classifier = ImageClassifier.Load(_model, new ImageClassifierOptions { Threads = 1 });
        var first = blocked.Start(classifier);
        var scores = new float[5 * TinyNet.Classes];
        var waiting = classifier.ScorePixelsAsync(Pixels(5), scores, Token);
        var disposing = Task.Run(classifier.Dispose, Token);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(Enough, Token));
        blocked.Release();
        await Task.WhenAll(first, disposing).WaitAsync(Enough, Token);
        var exception = await Assert.ThrowsAsync<ObjectDisposedException>(() => classifier.ScorePixelsAsync(Pixels(5), scores, Token));
        Assert.Equal(typeof(ImageClassifier).FullName, exception.ObjectName);
    }

    public void Dispose() => _folder.Dispose();

    private static float[] Pixels(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count * PixelCount).Select(_ => random.NextSingle() * 255)];
    }

    /// <summary>An image whose decoding occupies a thread.</summary>
    private sealed class Blocked : IDisposable
    {
        private readonly ManualResetEventSlim _reached = new();
        private readonly ManualResetEventSlim _go = new();

        public static byte[] Picture { get; } = new PngWriter(40, 30, 8, 2, (x, y, c) => (x * (c + 1)) + y).Write();

        public Task Start(ImageClassifier classifier)
        {
            var memory = new CallingMemory(Picture, () =>
            {
                _reached.Set();
                Assert.True(_go.Wait(Enough));
            });
            var task = classifier.PredictAsync(memory.Memory, Token);
            Assert.True(_reached.Wait(Enough, Token));
            return task;
        }

        public void Release() => _go.Set();

        public void Dispose()
        {
            _go.Set();
            _reached.Dispose();
            _go.Dispose();
        }
    }
}
