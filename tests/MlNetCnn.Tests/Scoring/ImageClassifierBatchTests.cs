using System.Diagnostics;
using MlNetCnn.Onnx.Format;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Tests batches of single images: what is in them, what they give, and that one bad image affects no other.</summary>
public sealed class ImageClassifierBatchTests : IDisposable
{
    private const float Rounding = 1e-6f;

    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly ManualResetEventSlim _blocked = new();
    private readonly ManualResetEventSlim _go = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PredictAsync_MixedImages_AreBatchedAndEachGetsItsOwn()
    {
        using var single = ImageClassifier.Load(Model(), new ImageClassifierOptions { Threads = 1 });
        using var batched = ImageClassifier.Load(Model(), new ImageClassifierOptions { Threads = 1, MaxBatchSize = 4 });
        var html = "<html></html>"u8.ToArray();
        byte[][] images = [Picture(1), html, Picture(2), Picture(3), Picture(4), [], Picture(5)[..50], Picture(6), Picture(7), Picture(8), Picture(9)];
        var first = BlockAsync(batched);
        var tasks = images.Select(image => batched.PredictAsync(image, Token)).ToArray();
        _go.Set();
        var found = await Task.WhenAll(tasks).WaitAsync(Enough, Token);

        Assert.Equal(1, (await first).Timings.BatchSize);
        Assert.Equal([3, 0, 3, 3, 2, 0, 0, 2, 3, 3, 3], found.Select(prediction => prediction.Timings.BatchSize));
        Assert.Equal(["IMG_UNSUPPORTED", "IMG_EMPTY", "IMG_CORRUPT"], found.Where(prediction => prediction.Error is not null).Select(Code).Select(KnownAs));
        foreach (var (image, prediction) in images.Zip(found))
        {
            AssertClose(single.Predict(image), prediction);
        }

        static string Code(ImagePrediction prediction) => prediction.Error!.Code;
        static string KnownAs(string code) => code == "IMG_TRUNCATED" ? "IMG_CORRUPT" : code;
    }

    [Fact]
    public async Task Predict_FilesOfARealNetwork_DifferByRoundingOnly()
    {
        var model = _folder.File("emoji.onnx");
        Classifiers.Emoji.SaveOnnx(model);
        var photos = Repository.Photos(12);
        using var single = ImageClassifier.Load(model, new ImageClassifierOptions { Threads = 1 });
        using var batched = ImageClassifier.Load(model, new ImageClassifierOptions { Threads = 1, MaxBatchSize = 8 });
        var first = BlockAsync(batched);
        var tasks = photos.Select(photo => batched.PredictAsync(photo, Token)).ToArray();
        _go.Set();
        await first;
        var found = await Task.WhenAll(tasks).WaitAsync(Enough, Token);
        Assert.Equal([.. Enumerable.Repeat(8, 8), .. Enumerable.Repeat(4, 4)], found.Select(prediction => prediction.Timings.BatchSize));
        foreach (var (photo, prediction) in photos.Zip(found))
        {
            AssertClose(single.Predict(photo), prediction);
        }
    }

    [Fact]
    public async Task Predict_FromManyThreads_GivesEachItsOwn()
    {
        byte[][] images = [.. Enumerable.Range(1, 7).Select(Picture), []];
        using var single = ImageClassifier.Load(Model());
        var expected = images.Select(image => single.Predict(image)).ToArray();
        using var workers = new InferenceWorkers(2);
        using var batched = ImageClassifier.Load(Model(), new ImageClassifierOptions { Workers = workers, MaxBatchSize = 8 });
        using var other = ImageClassifier.Load(Model(), new ImageClassifierOptions { Workers = workers, MaxBatchSize = 3 });
        var callers = Enumerable.Range(0, 16).Select(caller => Task.Factory.StartNew(
            () => Enumerable.Range(0, 25).Max(i =>
            {
                var index = (caller + i) % images.Length;
                var prediction = (caller % 3 == 0 ? other : batched).Predict(images[index]);
                AssertClose(expected[index], prediction);
                return prediction.Timings.BatchSize;
            }),
            Token, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        Assert.InRange((await Task.WhenAll(callers).WaitAsync(Enough, Token)).Max(), 2, 8);
    }

    [Fact]
    public async Task PredictAsync_MaxBatchSizeOfOne_GivesEqualBits()
    {
        byte[][] images = [.. Enumerable.Range(1, 9).Select(Picture)];
        using var one = ImageClassifier.Load(Model(), new ImageClassifierOptions { Threads = 1 });
        using var more = ImageClassifier.Load(Model(), new ImageClassifierOptions { Threads = 1, MaxBatchSize = 64 });
        var first = BlockAsync(one);
        var tasks = images.Select(image => one.PredictAsync(image, Token)).ToArray();
        _go.Set();
        await first;
        foreach (var (image, prediction) in images.Zip(await Task.WhenAll(tasks).WaitAsync(Enough, Token)))
        {
            // Alone in the queue, an image is a batch of 1 for any maximum.
            var alone = more.Predict(image);
            Assert.Equal((1, 1), (prediction.Timings.BatchSize, alone.Timings.BatchSize));
            Assert.Equal(prediction.Scores, alone.Scores);
        }
    }

    [Theory]
    [InlineData("views")]
    [InlineData("fixed input")]
    [InlineData("fixed output")]
    [InlineData("fixed inside")]
    public async Task PredictAsync_NoBatches_RunsOneByOne(string reason)
    {
        var classifier = TinyClassifiers.Create(seed: 1);
        var graph = classifier.Graph.Clone();
        var isInside = reason == "fixed inside";
        if (isInside)
        {
            var shape = graph.SetInitializer(TensorData.Create("one", [1L, 3, 8, 8], 4));
            graph.Edit(proto =>
            {
                foreach (var node in proto.Node)
                {
                    for (var i = 0; i < node.Input.Count; i++)
                    {
                        node.Input[i] = node.Input[i] == GraphEditor.Image ? "whole" : node.Input[i];
                    }
                }

                proto.Node.Insert(0, new NodeProto { OpType = "Reshape", Input = { GraphEditor.Image, shape }, Output = { "whole" } });
            });
        }
        else if (reason != "views")
        {
            var port = reason == "fixed input" ? graph.Proto.Input.Single(input => input.Name == GraphEditor.Image) : graph.Proto.Output.Single(output => output.Name == GraphEditor.Score);
            port.Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimValue = 1 };
        }

        var model = _folder.File("one.onnx");
        new TrainedClassifier(graph, classifier.Card).SaveOnnx(model);
        var options = new ImageClassifierOptions { Threads = 1, Views = reason == "views" ? 2 : 1 };
        using var single = ImageClassifier.Load(model, options);
        using var batched = ImageClassifier.Load(model, options with { MaxBatchSize = 4 });
        byte[][] images = [Picture(1), [], Picture(2), Picture(3)];
        var first = BlockAsync(batched);
        var tasks = images.Select(image => batched.PredictAsync(image, Token)).ToArray();
        _go.Set();
        await first;
        foreach (var (image, prediction) in images.Zip(await Task.WhenAll(tasks).WaitAsync(Enough, Token)))
        {
            var expected = single.Predict(image);
            Assert.Equal(expected.Timings.BatchSize, prediction.Timings.BatchSize);
            Assert.Equal(expected.Scores, prediction.Scores);
            Assert.Equal(expected.Error?.Code, prediction.Error?.Code);
        }
    }

    [Fact]
    public async Task PredictAsync_MemoryThatFails_FailsAlone()
    {
        using var batched = ImageClassifier.Load(Model(), new ImageClassifierOptions { Threads = 1, MaxBatchSize = 8 });
        using var failing = new CallingMemory([1], () => throw new InvalidDataException("gone"));
        var first = BlockAsync(batched);
        var before = batched.PredictAsync(Picture(1), Token);
        var failed = batched.PredictAsync(failing.Memory, Token);
        var after = batched.PredictAsync(Picture(2), Token);
        _go.Set();
        await first;
        Assert.Equal("gone", (await Assert.ThrowsAsync<InvalidDataException>(() => failed.WaitAsync(Enough, Token))).Message);
        Assert.Equal([2, 2], (await Task.WhenAll(before, after)).Select(prediction => prediction.Timings.BatchSize));

        // Also the image that started the batch.
        _go.Reset();
        var second = BlockAsync(batched);
        failed = batched.PredictAsync(failing.Memory, Token);
        after = batched.PredictAsync(Picture(2), Token);
        _go.Set();
        await second;
        await Assert.ThrowsAsync<InvalidDataException>(() => failed.WaitAsync(Enough, Token));
        Assert.Equal(1, (await after).Timings.BatchSize);
    }

    [Fact]
    public async Task PredictAsync_Canceled_LeavesTheBatch()
    {
        using var batched = ImageClassifier.Load(Model(), new ImageClassifierOptions { Threads = 1, MaxBatchSize = 8 });
        using var source = new CancellationTokenSource();
        using var unread = new CallingMemory([1], () => Assert.Fail("decoded"));
        var first = BlockAsync(batched);
        var before = batched.PredictAsync(Picture(1), Token);
        var canceled = batched.PredictAsync(unread.Memory, source.Token);
        var after = batched.PredictAsync(Picture(2), Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled.WaitAsync(Enough, Token));
        _go.Set();
        await first;
        Assert.Equal([2, 2], (await Task.WhenAll(before, after).WaitAsync(Enough, Token)).Select(prediction => prediction.Timings.BatchSize));
    }

    [Fact]
    public async Task Dispose_BatchThatIsRunning_EndsNormallyAndTheRestIsRejected()
    {
        var batched = ImageClassifier.Load(Model(), new ImageClassifierOptions { Threads = 1, MaxBatchSize = 2 });
        using var reached = new ManualResetEventSlim();
        using var end = new ManualResetEventSlim();
        using var slow = new CallingMemory(Picture(3), () =>
        {
            reached.Set();
            Assert.True(end.Wait(Enough));
        });
        var first = BlockAsync(batched);
        Task<ImagePrediction>[] running = [batched.PredictAsync(Picture(1), Token), batched.PredictAsync(slow.Memory, Token)];
        var waiting = batched.PredictAsync(Picture(2), Token);
        _go.Set();
        await first;
        Assert.True(reached.Wait(Enough, Token));
        var disposing = Task.Run(batched.Dispose, Token);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(Enough, Token));
        Assert.False(disposing.IsCompleted);
        end.Set();
        Assert.Equal([2, 2], (await Task.WhenAll(running).WaitAsync(Enough, Token)).Select(prediction => prediction.Timings.BatchSize));
        await disposing.WaitAsync(Enough, Token);
    }

    [Fact]
    public async Task Timings_AnyWayToScore_AreThoseOfItsSteps()
    {
        using var classifier = ImageClassifier.Load(Model(), new ImageClassifierOptions { Threads = 1 });
        var start = Stopwatch.GetTimestamp();
        var first = BlockAsync(classifier);
        var waiting = classifier.PredictAsync(Picture(1), Token);
        await Task.Delay(60, Token);
        _go.Set();
        await first;
        var (queued, decoding, inference) = (await waiting.WaitAsync(Enough, Token)).Timings;
        var elapsed = Stopwatch.GetElapsedTime(start);
        Assert.InRange(queued, TimeSpan.FromMilliseconds(50), elapsed);
        Assert.InRange((await first).Timings.Decoding, TimeSpan.FromMilliseconds(50), elapsed);
        Assert.True(decoding > TimeSpan.Zero && inference > TimeSpan.Zero && queued + decoding + inference <= elapsed);

        var path = _folder.File("p.png");
        File.WriteAllBytes(path, Picture(1));
        using var views = ImageClassifier.Load(Model(), new ImageClassifierOptions { Views = 10 });
        foreach (var prediction in new[] { classifier.Predict(path), classifier.Predict(new MemoryStream(Picture(2))), await views.PredictAsync(path, Token) })
        {
            Assert.True(prediction.Timings is { Queued.Ticks: > 0, Decoding.Ticks: > 0, Inference.Ticks: > 0, BatchSize: 1 });
        }

        await foreach (var prediction in classifier.PredictAsync([path, path], Token))
        {
            Assert.True(prediction.Timings is { Queued.Ticks: 0, Decoding.Ticks: > 0, Inference.Ticks: > 0, BatchSize: 1 });
        }

        Assert.True(classifier.Predict("<html>"u8.ToArray()).Timings is { Queued.Ticks: > 0, Decoding.Ticks: > 0, Inference.Ticks: 0, BatchSize: 0 });
        using var small = ImageClassifier.Load(Model(), new ImageClassifierOptions { Decoder = new() { MaxFileBytes = 10 } });
        Assert.Equal(default, small.Predict(new MemoryStream(Picture(1))).Timings);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Load_MaxBatchSizeOutOfRange_Throws(int size) => Assert.Equal(
        ErrorCodes.OptionOutOfRange, Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(Model(), new ImageClassifierOptions { MaxBatchSize = size })).Code);

    public void Dispose()
    {
        _go.Set();
        _blocked.Dispose();
        _go.Dispose();
        _folder.Dispose();
    }

    private static byte[] Picture(int seed) => new PngWriter(40, 30, 8, 2, (x, y, c) => (x * seed * (c + 1)) + (y * seed * seed)).Write();

    private static void AssertClose(ImagePrediction expected, ImagePrediction actual)
    {
        Assert.Equal((expected.Error?.Code, expected.Error?.Reason, expected.Traits), (actual.Error?.Code, actual.Error?.Reason, actual.Traits));
        Assert.Equal(expected.Scores.Count, actual.Scores.Count);
        Assert.All(expected.Scores.Zip(actual.Scores), pair => Assert.Equal(pair.First, pair.Second, Rounding));
    }

    private string Model()
    {
        var path = _folder.File("m.zip");
        if (!File.Exists(path))
        {
            TinyClassifiers.Create(seed: 1).Save(path);
        }

        return path;
    }

    /// <summary>Scores an image whose decoding occupies the thread until <see cref="_go"/> is set; returns once it is occupied.</summary>
    private Task<ImagePrediction> BlockAsync(ImageClassifier classifier)
    {
        _blocked.Reset();
        var memory = new CallingMemory(Picture(20), () =>
        {
            _blocked.Set();
            Assert.True(_go.Wait(Enough));
        });
        var task = classifier.PredictAsync(memory.Memory, Token);
        Assert.True(_blocked.Wait(Enough, Token));
        return task;
    }
}
