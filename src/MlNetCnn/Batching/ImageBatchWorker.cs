using Microsoft.ML.OnnxRuntime;

namespace MlNetCnn;

/// <summary>
/// Decodes the pictures of a batch and runs the graph on those that are whole. Owns its buffers and their bindings, so
/// that a picture leaves no garbage behind. Used by one thread at a time.
/// </summary>
internal sealed class ImageBatchWorker : IDisposable
{
    private readonly ImageBatchSession _session;
    private readonly ImageDecoder _decoder;
    private readonly RunOptions _runOptions = new();
    private readonly OrtIoBinding?[] _bindings;
    private readonly List<OrtValue> _values = [];
    private readonly float[] _pixels;
    private readonly float[] _outputs;
    private readonly int[] _accepted;
    private readonly ContentHash[] _contents;
    private readonly ImageInput _input;
    private readonly IOutputCache? _cache;

    public ImageBatchWorker(ImageBatchSession session, ImageInput input, ImageDecoderOptions decoderOptions, int batchSize, IOutputCache? cache)
    {
        _session = session;
        _input = input;
        _decoder = new ImageDecoder(input.Width, input.Height, input.Resize, decoderOptions);
        _pixels = new float[batchSize * input.PixelLength];
        _outputs = new float[batchSize * session.OutputLength];
        _accepted = new int[batchSize];
        _contents = new ContentHash[batchSize];
        _cache = cache;
        _bindings = new OrtIoBinding?[batchSize + 1];
    }

    /// <summary>Fills in the batch's outputs and faults.</summary>
    public void Process(ImageBatch batch, CancellationToken token)
    {
        var count = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            token.ThrowIfCancellationRequested();
            if (Prepare(batch, i, count))
            {
                _accepted[count++] = i;
            }
        }

        if (count == 0)
        {
            return;
        }

        Run(count);
        for (var i = 0; i < count; i++)
        {
            var output = _outputs.AsSpan(i * batch.OutputLength, batch.OutputLength);
            output.CopyTo(batch.Output(_accepted[i]));
            // The name is not part of the key, so what was noticed of it is not kept.
            _cache?.Add(_contents[i], output, batch.Traits(_accepted[i]) & ~PictureTraits.WrongExtension);
        }
    }

    /// <summary>Runs the graph on pixels that are there already: at most a batch of whole pictures.</summary>
    public void Process(ReadOnlySpan<float> pixels, Span<float> outputs)
    {
        pixels.CopyTo(_pixels);
        Run(pixels.Length / _input.PixelLength);
        _outputs.AsSpan(0, outputs.Length).CopyTo(outputs);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var binding in _bindings)
        {
            binding?.Dispose();
        }

        foreach (var value in _values)
        {
            value.Dispose();
        }

        _runOptions.Dispose();
        _decoder.Dispose();
    }

    private void Run(int count) => _session.Session.RunWithBinding(_runOptions, _bindings[count] ??= Bind(count));

    /// <summary>Decodes picture <paramref name="index"/> into place <paramref name="slot"/> of the input, unless it is known or unusable.</summary>
    /// <returns>Whether the graph is to be run on it.</returns>
    private bool Prepare(ImageBatch batch, int index, int slot)
    {
        var path = batch.Path(index);
        var fault = _decoder.Load(path);
        var traits = PictureTraits.None;
        if (fault is null && _cache is not null)
        {
            _contents[slot] = _decoder.Content;
            if (_cache.TryRead(_contents[slot], batch.Output(index), out traits))
            {
                batch.Note(index, traits);
                return false;
            }
        }

        fault ??= _decoder.DecodeLoaded(path, _pixels.AsSpan(slot * _input.PixelLength, _input.PixelLength), out traits);
        if (fault is not null)
        {
            batch.Reject(index, fault);
            return false;
        }

        batch.Note(index, traits);
        return true;
    }

    private OrtIoBinding Bind(int count)
    {
        // An OrtValue over managed memory pins it for as long as the value lives.
        var input = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, _pixels.AsMemory(0, count * _input.PixelLength), [count, 3, _input.Height, _input.Width]);
        var output = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, _outputs.AsMemory(0, count * _session.OutputLength), [count, _session.OutputLength]);
        _values.Add(input);
        _values.Add(output);
        var binding = _session.Session.CreateIoBinding();
        binding.BindInput(_session.InputName, input);
        binding.BindOutput(_session.OutputName, output);
        return binding;
    }
}
