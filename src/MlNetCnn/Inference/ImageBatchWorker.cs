using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace MlNetCnn.Inference;

/// <summary>
/// Decodes the images of a batch and runs the graph on the valid ones. Owns its buffers and their binding, so that
/// images do not create garbage. Used by one thread at a time.
/// </summary>
/// <remarks>
/// The graph runs on one image at a time. With one thread per core, larger runs are not faster on a CPU (MobileNetV2: 8 at a
/// time took a third longer, their activations outgrow the cache) and take memory in every worker; and an image's scores do
/// not depend on the other images in its batch.
/// </remarks>
internal sealed class ImageBatchWorker : IDisposable
{
    private readonly ImageBatchSession _session;
    private readonly ImageDecoder _decoder;
    private readonly ImageViews _views;
    private readonly AugmentedImageDecoder? _viewDecoder;
    private readonly IOutputCache? _cache;
    private readonly RunOptions _runOptions = new();
    private readonly OrtIoBinding _binding;
    private readonly OrtValue _inputValue;
    private readonly OrtValue _outputValue;
    private readonly float[] _pixels;
    private readonly float[] _output;

    public ImageBatchWorker(
        ImageBatchSession session,
        string outputName,
        int outputLength,
        ImageInput input,
        ImageDecoderOptions decoderOptions,
        IOutputCache? cache,
        ImageViews views)
    {
        _session = session;
        _cache = cache;
        _views = views;
        _viewDecoder = views.Count == 1
            ? null
            : new AugmentedImageDecoder(input, decoderOptions, views.Closest);
        _decoder = new ImageDecoder(input, decoderOptions);
        _pixels = new float[input.PixelValueCount];
        _output = new float[outputLength];

        // An OrtValue over managed memory pins it for as long as the value lives.
        _inputValue = OrtValue.CreateTensorValueFromMemory(_pixels, [1, 3, input.Height, input.Width]);
        _outputValue = OrtValue.CreateTensorValueFromMemory(_output, [1, _output.Length]);
        _binding = session.Bind(_inputValue, outputName, _outputValue);
    }

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
            }
            else if (_viewDecoder is not null)
            {
                ProcessViews(_viewDecoder, batch, i);
            }
            else
            {
                Process(batch, i);
            }
        }
    }

    /// <summary>Runs the graph on the pixels of one image.</summary>
    public void Process(ReadOnlySpan<float> pixels, Span<float> output)
    {
        pixels.CopyTo(_pixels);
        Run(output);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _inputValue.Dispose();
        _outputValue.Dispose();
        _runOptions.Dispose();
        _decoder.Dispose();
        _viewDecoder?.Dispose();
    }

    private void ProcessFrom(IPixelSource source, ImageBatch batch, int index)
    {
        if (source.Read(batch.Requested(index), _pixels) is { } error)
        {
            batch.Reject(index, error);
        }
        else
        {
            Run(batch.Output(index));
        }
    }

    private void ProcessViews(AugmentedImageDecoder decoder, ImageBatch batch, int index)
    {
        try
        {
            if (decoder.Prepare(batch.Image(index), out var image, out var traits) is { } error)
            {
                batch.Reject(index, error);
                return;
            }

            var mean = batch.Output(index);
            mean.Clear();
            foreach (var view in _views.Samples)
            {
                decoder.Render(image, view, _pixels);
                _session.Run(_runOptions, _binding);
                TensorPrimitives.Add(mean, _output, mean);
            }

            TensorPrimitives.Divide(mean, _views.Count, mean);
            batch.Note(index, traits);
        }
        finally
        {
            decoder.Release();
        }
    }

    private void Process(ImageBatch batch, int index)
    {
        var image = batch.Image(index);
        var output = batch.Output(index);
        var error = _decoder.Load(image);
        var traits = ImageTraits.None;
        var content = default(ContentHash);
        if (error is null && _cache is not null)
        {
            content = _decoder.Content;
            if (_cache.TryRead(content, output, out traits))
            {
                batch.Note(index, traits);
                return;
            }
        }

        error ??= _decoder.DecodeLoaded(image.Path, _pixels, out traits);
        if (error is not null)
        {
            batch.Reject(index, error);
            return;
        }

        Run(output);
        batch.Note(index, traits);

        // The name is not part of the key, so traits that depend on it are not cached.
        _cache?.Add(content, output, traits & ~ImageTraits.WrongExtension);
    }

    private void Run(Span<float> output)
    {
        _session.Run(_runOptions, _binding);
        _output.CopyTo(output);
    }
}
