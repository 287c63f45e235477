using System.Buffers;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Tests how classifiers use the workers: sharing, disposal and cancellation.</summary>
public sealed class ClassifierWorkersTests : IDisposable
{
    private static readonly byte[] Image = new PngWriter(64, 64, 8, 2, (x, y, c) => (x * (c + 1)) + y).Write();

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public ClassifierWorkersTests()
    {
        _model = _folder.File("m.zip");
        TinyClassifiers.Create(seed: 1).Save(_model);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PredictAsync_SharedWorkers_GiveEachClassifierItsScores()
    {
        TinyClassifiers.Create(seed: 2).Save(_folder.File("other.zip"));
        using var workers = new InferenceWorkers(2);
        var options = new ImageClassifierOptions { Workers = workers };
        using var one = ImageClassifier.Load(_model, options);
        using var other = ImageClassifier.Load(_folder.File("other.zip"), options);
        var (first, second) = (one.Predict(Image).Scores, other.Predict(Image).Scores);
        Assert.NotEqual(first, second);
        var tasks = Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? one : other).PredictAsync(Image, Token)).ToArray();
        foreach (var (i, prediction) in (await Task.WhenAll(tasks)).Index())
        {
            Assert.Equal(i % 2 == 0 ? first : second, prediction.Scores);
        }

        one.Dispose();
        Assert.Equal(second, other.Predict(Image).Scores);
    }

    [Fact]
    public async Task Predict_WorkersDisposed_Throws()
    {
        var workers = new InferenceWorkers(1);
        using var classifier = ImageClassifier.Load(_model, new ImageClassifierOptions { Workers = workers });
        Assert.Null(classifier.Predict(Image).Error);
        workers.Dispose();
        var bytes = new UnseekableStream(Image);
        ObjectDisposedException[] exceptions =
        [
            Assert.Throws<ObjectDisposedException>(() => classifier.Predict(Image)),
            Assert.Throws<ObjectDisposedException>(() => classifier.Predict(bytes)),
            Assert.Throws<ObjectDisposedException>(() => classifier.Predict("a.jpg")),
            Assert.Throws<ObjectDisposedException>(() => classifier.ScorePixels(new float[3 * 8 * 8], new float[5])),
            await Assert.ThrowsAsync<ObjectDisposedException>(() => classifier.PredictAsync(Image, Token)),
            await Assert.ThrowsAsync<ObjectDisposedException>(() => classifier.PredictAsync(bytes, Token)),
            await Assert.ThrowsAsync<ObjectDisposedException>(() => classifier.PredictAsync("a.jpg", Token)),
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await classifier.PredictAsync(["a.jpg"], Token).ToListAsync(Token)),
        ];
        Assert.All(exceptions, exception => Assert.Equal(typeof(InferenceWorkers).FullName, exception.ObjectName));
        Assert.Equal(0, bytes.ReadCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Predict_DisposedMeanwhile_ThrowsAndNothingCrashes(bool disposeWorkers)
    {
        for (var round = 0; round < 100; round++)
        {
            using var workers = new InferenceWorkers(2);
            using var classifier = ImageClassifier.Load(_model, new ImageClassifierOptions { Workers = workers });
            var refused = 0;
            using var started = new CountdownEvent(3);
            Action[] calls =
            [
                () => classifier.Predict(Image), () => classifier.PredictAsync(new MemoryStream(Image), Token).GetAwaiter().GetResult(),
                () => Assert.NotEmpty(classifier.PredictAsync(Enumerable.Repeat<ReadOnlyMemory<byte>>(Image, 9), Token).ToBlockingEnumerable(Token)),
            ];
            var threads = calls.Select(call => new Thread(() =>
            {
                try
                {
                    call();
                    started.Signal();
                    while (true)
                    {
                        call();
                    }
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref refused);
                }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            Assert.True(started.Wait(TimeSpan.FromMinutes(1), Token));
            IDisposable used = disposeWorkers ? workers : classifier;
            used.Dispose();
            threads.ForEach(thread => thread.Join());
            Assert.Equal(3, refused);
        }
    }

    [Fact]
    public async Task Predict_FromAThreadOfTheWorkers_DoesNotDeadlock()
    {
        using var classifier = ImageClassifier.Load(_model, new ImageClassifierOptions { Threads = 1 });
        var inner = new List<ImagePrediction>();
        using var memory = new CallingMemory(Image, () =>
        {
            inner.Add(classifier.Predict(Image));
            inner.Add(classifier.PredictAsync(Image, Token).GetAwaiter().GetResult());
        });
        var outer = await InTime.RunAsync(() => classifier.Predict(memory.Memory));
        Assert.All(inner, prediction => Assert.Equal(outer.Scores, prediction.Scores));
        Assert.Equal(2, inner.Count);
    }

    [Fact]
    public async Task PredictAsync_CanceledMeanwhile_StopsAtTheNextImage()
    {
        using var source = new CancellationTokenSource();
        using var classifier = ImageClassifier.Load(_model, new ImageClassifierOptions { Threads = 1 });
        var scored = 0;
        using var memory = new CallingMemory(Image, () =>
        {
            if (++scored == 2)
            {
                source.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await classifier.PredictAsync(Enumerable.Repeat<ReadOnlyMemory<byte>>(memory.Memory, 400), source.Token).ToListAsync(Token));
        Assert.Equal(2, scored);

        // One Image that has started is finished, because its bytes belong to the caller again once the task has ended.
        using var last = new CancellationTokenSource();
        using var canceling = new CallingMemory(Image, last.Cancel);
        Assert.Null((await classifier.PredictAsync(canceling.Memory, last.Token)).Error);
    }

    [Fact]
    public async Task PredictAsync_AlreadyCanceled_ThrowsAtOnce()
    {
        using var classifier = ImageClassifier.Load(_model);
        var canceled = new CancellationToken(canceled: true);
        var stream = new UnseekableStream(Image);
        using var memory = new CallingMemory([1], () => Assert.Fail("scored"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => classifier.PredictAsync(memory.Memory, canceled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => classifier.PredictAsync("a.jpg", canceled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => classifier.PredictAsync(stream, canceled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await classifier.PredictAsync(new ReadOnlyMemory<byte>[] { memory.Memory }, canceled).ToListAsync(Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await classifier.PredictAsync(Array.Empty<string>(), canceled).ToListAsync(Token));
        Assert.Equal(0, stream.ReadCount);
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>Memory that calls the test when it is read, on the thread that decodes it.</summary>
internal sealed class CallingMemory(byte[] bytes, Action call) : MemoryManager<byte>
{
    // The default reads the span to find its length.
    public override Memory<byte> Memory => CreateMemory(bytes.Length);

    public override Span<byte> GetSpan()
    {
        call();
        return bytes;
    }

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
    }
}
