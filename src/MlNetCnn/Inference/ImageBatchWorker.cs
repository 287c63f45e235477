using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace MlNetCnn.Inference;

/// <summary>
/// Decodes the images of a batch and runs the graph on the valid ones. Owns its buffers and their binding, so that
/// images do not create garbage. Used by one thread at a time.
/// </summary>
/// <remarks>
/// The graph runs on one image at a time, except on single images that a caller wants to be batched. With one thread per core, larger runs are not
/// faster on a CPU (MobileNetV2: 8 at a time took a third longer, their activations outgrow the cache) and take memory in every worker; and an image's
/// scores do not depend on the other images in its batch.
/// </remarks>
internal sealed class ImageBatchWorker : IDisposable
{
    private readonly ImageDecoder _decoder;
    private readonly ImageViews _views;
    private readonly AugmentedImageDecoder? _viewDecoder;
    private readonly IOutputCache? _cache;
    private readonly BoundMemory _single;
    private readonly Func<BoundMemory> _createBatch;
    private readonly List<PendingImage> _valid = [];
    private BoundMemory? _batch;

    public ImageBatchWorker(
        ImageBatchSession session,
        string outputName,
        int outputLength,
        ImageInput input,
        ImageDecoderOptions decoderOptions,
        IOutputCache? cache,
        ImageViews views,
        int maxBatchSize)
    {
        _cache = cache;
        _views = views;
        _viewDecoder = views.Count == 1
            ? null
            : new AugmentedImageDecoder(input, decoderOptions, views.Closest);
        _decoder = new ImageDecoder(input, decoderOptions);
        _single = new BoundMemory(session, outputName, outputLength, input, capacity: 1);
        _createBatch = () => new BoundMemory(session, outputName, outputLength, input, maxBatchSize);
    }

    /// <summary>Memory for the thread that uses this worker: the images that it has taken.</summary>
    public List<PendingImage> Taken { get; } = [];

    /// <summary>Fills in the batch's outputs and errors.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="source">The source of the pixels, or null for the files as evaluation sees them.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public void Process(ImageBatch batch, IPixelSource? source, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (source is not null)
            {
                ProcessFrom(source, batch, i);
                continue;
            }

            if (Process(batch.Image(i), batch.Output(i), out var traits, out var timings) is { } error)
            {
                batch.Reject(i, error);
            }
            else
            {
                batch.Note(i, traits);
            }

            batch.Note(i, timings);
        }
    }

    /// <summary>Decodes an image and runs the graph on it.</summary>
    /// <param name="image">The image; receives the result.</param>
    public void Process(PendingImage image)
    {
        var output = new float[_single.OutputCount];
        var error = Process(image.Source, output, out var traits, out var timings);
        image.SetResult(error, output, traits, timings);
    }

    /// <summary>Decodes images and runs the graph once on the valid ones. An exception is recorded with the image that it belongs to.</summary>
    /// <param name="images">The images, at most as many as the maximum batch size; they receive the results.</param>
    public void Process(List<PendingImage> images)
    {
        _batch ??= _createBatch();
        _valid.Clear();
        foreach (var image in images)
        {
            try
            {
                if (Decode(_batch.Pixels(_valid.Count), image))
                {
                    _valid.Add(image);
                }
            }
            catch (Exception exception)
            {
                image.Fail(exception);
            }
        }

        // Together they may need more memory than there is, and a graph may state that it runs on any number of images, but not do so.
        if (!TryRun(_batch, first: 0, _valid.Count))
        {
            for (var i = 0; i < _valid.Count; i++)
            {
                TryRun(_batch, first: i, count: 1);
            }
        }

        _valid.Clear();
    }

    /// <summary>Runs the graph on the pixels of one image.</summary>
    public void Process(ReadOnlySpan<float> pixels, Span<float> output)
    {
        pixels.CopyTo(_single.Pixels(0));
        Run(output);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _single.Dispose();
        _batch?.Dispose();
        _decoder.Dispose();
        _viewDecoder?.Dispose();
    }

    private bool Decode(Span<float> pixels, PendingImage image)
    {
        var start = Stopwatch.GetTimestamp();
        var traits = ImageTraits.None;
        var error = _decoder.Load(image.Source) ?? _decoder.DecodeLoaded(image.Source.Path, pixels, out traits);
        image.SetResult(error, [], traits, new ImageTimings { Decoding = Stopwatch.GetElapsedTime(start) });
        return error is null;
    }

    /// <summary>Runs the graph on valid images; an exception is recorded with an image that runs alone.</summary>
    /// <returns>Whether each has a result or an exception.</returns>
    private bool TryRun(BoundMemory batch, int first, int count)
    {
        if (count == 0)
        {
            return true;
        }

        try
        {
            batch.Pixels(first).CopyTo(batch.Pixels(0));
            var start = Stopwatch.GetTimestamp();
            batch.Run(count);
            var elapsed = Stopwatch.GetElapsedTime(start);
            for (var i = 0; i < count; i++)
            {
                var image = _valid[first + i];
                image.SetResult(null, batch.Output(i).ToArray(), image.Traits, image.Timings with { Inference = elapsed, BatchSize = count });
            }

            return true;
        }
        catch (Exception exception)
        {
            if (count == 1)
            {
                _valid[first].Fail(exception);
            }

            return count == 1;
        }
    }

    private void ProcessFrom(IPixelSource source, ImageBatch batch, int index)
    {
        if (source.Read(batch.Requested(index), _single.Pixels(0)) is { } error)
        {
            batch.Reject(index, error);
        }
        else
        {
            Run(batch.Output(index));
        }
    }

    private ImageError? Process(in ImageSource image, Span<float> output, out ImageTraits traits, out ImageTimings timings)
    {
        var start = Stopwatch.GetTimestamp();
        var error = _viewDecoder is null
            ? ProcessOne(image, output, out traits, out var inference)
            : ProcessViews(_viewDecoder, image, output, out traits, out inference);
        timings = new(default, Stopwatch.GetElapsedTime(start) - inference, inference) { BatchSize = error is null ? 1 : 0 };
        return error;
    }

    private ImageError? ProcessViews(
        AugmentedImageDecoder decoder, in ImageSource source, Span<float> mean, out ImageTraits traits, out TimeSpan inference)
    {
        inference = TimeSpan.Zero;
        try
        {
            if (decoder.Prepare(source, out var image, out traits) is { } error)
            {
                return error;
            }

            mean.Clear();
            foreach (var view in _views.Samples)
            {
                decoder.Render(image, view, _single.Pixels(0));
                inference += RunTimed();
                TensorPrimitives.Add(mean, _single.Output(0), mean);
            }

            TensorPrimitives.Divide(mean, _views.Count, mean);
            return null;
        }
        finally
        {
            decoder.Release();
        }
    }

    private ImageError? ProcessOne(in ImageSource image, Span<float> output, out ImageTraits traits, out TimeSpan inference)
    {
        (traits, inference) = (ImageTraits.None, TimeSpan.Zero);
        var error = _decoder.Load(image);
        var content = default(ContentHash);
        if (error is null && _cache is not null)
        {
            content = _decoder.Content;
            if (_cache.TryRead(content, output, out traits))
            {
                return null;
            }
        }

        error ??= _decoder.DecodeLoaded(image.Path, _single.Pixels(0), out traits);
        if (error is not null)
        {
            return error;
        }

        inference = RunTimed();
        _single.Output(0).CopyTo(output);

        // The name is not part of the key, so traits that depend on it are not cached.
        _cache?.Add(content, output, traits & ~ImageTraits.WrongExtension);
        return null;
    }

    private TimeSpan RunTimed()
    {
        var start = Stopwatch.GetTimestamp();
        _single.Run(1);
        return Stopwatch.GetElapsedTime(start);
    }

    private void Run(Span<float> output)
    {
        _single.Run(1);
        _single.Output(0).CopyTo(output);
    }
}

/// <summary>Memory for the pixels and outputs of some images, bound to the input and output of a graph.</summary>
internal sealed class BoundMemory : IDisposable
{
    private readonly ImageBatchSession _session;
    private readonly string _outputName;
    private readonly ImageInput _input;
    private readonly float[] _pixels;
    private readonly float[] _outputs;
    private readonly RunOptions _runOptions = new();
    private readonly Stack<IDisposable> _owned = [];

    // At the index of a number of images: the part of the memory that they need.
    private readonly OrtIoBinding?[] _bindings;

    public BoundMemory(ImageBatchSession session, string outputName, int outputLength, ImageInput input, int capacity)
    {
        (_session, _outputName, _input, OutputCount) = (session, outputName, input, outputLength);
        _pixels = new float[capacity * input.PixelValueCount];
        _outputs = new float[capacity * outputLength];
        _bindings = new OrtIoBinding?[capacity + 1];
        _owned.Push(_runOptions);
    }

    /// <summary>The number of floats that the graph outputs for one image.</summary>
    public int OutputCount { get; }

    /// <summary>Returns the pixels of image <paramref name="index"/>, CHW.</summary>
    public Span<float> Pixels(int index) => _pixels.AsSpan(index * _input.PixelValueCount, _input.PixelValueCount);

    /// <summary>Returns the output of the graph for image <paramref name="index"/>.</summary>
    public ReadOnlySpan<float> Output(int index) => _outputs.AsSpan(index * OutputCount, OutputCount);

    /// <summary>Runs the graph on the first images.</summary>
    /// <param name="count">Their number, at least 1.</param>
    public void Run(int count) => _session.Run(_runOptions, _bindings[count] ??= Bind(count));

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_owned.TryPop(out var owned))
        {
            owned.Dispose();
        }
    }

    private OrtIoBinding Bind(int count)
    {
        // An OrtValue over managed memory pins it for as long as the value lives.
        var input = Own(OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, _pixels.AsMemory(0, count * _input.PixelValueCount), [count, 3, _input.Height, _input.Width]));
        var output = Own(OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _outputs.AsMemory(0, count * OutputCount), [count, OutputCount]));
        return Own(_session.Bind(input, _outputName, output));
    }

    private T Own<T>(T value)
        where T : IDisposable
    {
        _owned.Push(value);
        return value;
    }
}

/// <summary>An image that is scored alone, or in one batch with others that are waiting.</summary>
/// <param name="queue">The queue.</param>
/// <param name="runner">Runs it.</param>
/// <param name="source">The file, or its bytes.</param>
internal sealed class PendingImage(InferenceQueue queue, ImageBatchRunner runner, ImageSource source) : InferenceWork(queue)
{
    private readonly long _queued = Stopwatch.GetTimestamp();
    private TimeSpan _waited;

    /// <summary>The file, or its bytes.</summary>
    public ImageSource Source => source;

    /// <summary>Why it was rejected, or null.</summary>
    public ImageError? Error { get; private set; }

    /// <summary>The output of the graph; undefined after an error.</summary>
    public float[] Output { get; private set; } = [];

    /// <summary>What is unusual about it; none after an error.</summary>
    public ImageTraits Traits { get; private set; }

    /// <summary>How long it took.</summary>
    public ImageTimings Timings { get; private set; }

    /// <summary>The exception of its batch that belongs to it, or null.</summary>
    public Exception? Failure { get; private set; }

    /// <inheritdoc/>
    public override void Execute() => runner.Run(this);

    /// <summary>Records that a thread has taken it.</summary>
    public void Start() => _waited = Stopwatch.GetElapsedTime(_queued);

    /// <summary>Records the result.</summary>
    public void SetResult(ImageError? error, float[] output, ImageTraits traits, in ImageTimings timings) =>
        (Error, Output, Traits, Timings) = (error, output, error is null ? traits : ImageTraits.None, timings with { Queued = _waited });

    /// <summary>Records an exception.</summary>
    public void Fail(Exception exception) => Failure = exception;
}
