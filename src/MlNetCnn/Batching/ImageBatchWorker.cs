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
    private readonly ImageInput _input;

    public ImageBatchWorker(ImageBatchSession session, ImageInput input, ImageDecoderOptions decoderOptions, int batchSize)
    {
        _session = session;
        _input = input;
        _decoder = new ImageDecoder(input.Width, input.Height, input.Resize, decoderOptions);
        _pixels = new float[batchSize * input.PixelLength];
        _outputs = new float[batchSize * session.OutputLength];
        _accepted = new int[batchSize];
        _bindings = new OrtIoBinding?[batchSize + 1];
    }

    /// <summary>Fills in the batch's outputs and faults.</summary>
    public void Process(ImageBatch batch, CancellationToken token)
    {
        var count = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            token.ThrowIfCancellationRequested();
            var fault = _decoder.Decode(batch.Path(i), _pixels.AsSpan(count * _input.PixelLength, _input.PixelLength), out var traits);
            if (fault is null)
            {
                _accepted[count++] = i;
                batch.Note(i, traits);
            }
            else
            {
                batch.Reject(i, fault);
            }
        }

        if (count == 0)
        {
            return;
        }

        _session.Session.RunWithBinding(_runOptions, _bindings[count] ??= Bind(count));
        for (var i = 0; i < count; i++)
        {
            _outputs.AsSpan(i * batch.OutputLength, batch.OutputLength).CopyTo(batch.Output(_accepted[i]));
        }
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
