using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MlNetCnn.Inference;

/// <summary>
/// One ONNX Runtime session that all workers share: one input "image" and an output of which the length per picture is known.
/// Each run uses one thread; the workers make the parallelism.
/// </summary>
internal sealed class ImageBatchSession : IDisposable
{
    private readonly InferenceSession _session;

    /// <summary>Opens the session.</summary>
    /// <param name="model">The content of an <c>.onnx</c> file; not needed any more afterwards.</param>
    /// <param name="name">How the model is called in messages.</param>
    /// <exception cref="MlNetCnnException">The bytes are no model that ONNX Runtime runs.</exception>
    public ImageBatchSession(byte[] model, string name)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,

            // What goes wrong comes as an exception; ONNX Runtime would write it to standard error as well.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Between runs of one thread there is nobody to spin for.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        Name = name;
        try
        {
            _session = new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException exception)
        {
            // Our own reader knows better what is wrong with a file; parsing every good one for that would double the memory.
            OnnxGraph.Parse(model, name);
            throw GraphRunner.Error(exception, name);
        }
    }

    /// <summary>How the model is called in messages.</summary>
    public string Name { get; }

    /// <summary>Checks that the graph reads one picture of that size, and says how many floats it gives for it.</summary>
    /// <param name="outputName">The output to read.</param>
    /// <param name="input">What its input is to be.</param>
    /// <exception cref="MlNetCnnException">The graph has other ports.</exception>
    public int OutputCount(string outputName, ImageInput input)
    {
        var inputFits = _session.InputMetadata.Count == 1
            && _session.InputMetadata.Values.Single() is { ElementDataType: TensorElementType.Float,
                Dimensions: [var batch, var channels, var height, var width] }
            && Fits(batch, 1) && Fits(channels, 3) && Fits(height, input.Height) && Fits(width, input.Width);
        if (inputFits
            && _session.OutputMetadata.TryGetValue(outputName, out var output)
            && output is { ElementDataType: TensorElementType.Float, Dimensions: [< 0 or 1, > 0 and var length] })
        {
            return length;
        }

        throw new MlNetCnnException(
            ErrorKind.Model, ErrorCodes.ModelNotRunnable, $"the graph of '{Name}' has other inputs or outputs than its model card says",
            expected: $"one input, float32 [N, 3, {input.Height}, {input.Width}], and an output '{outputName}', float32 [N, length]",
            received: $"inputs {Show(_session.InputMetadata)}; outputs {Show(_session.OutputMetadata)}", fix: "fetch or train the model again");
    }

    /// <summary>Binds memory to the input and an output.</summary>
    /// <param name="input">The pixels.</param>
    /// <param name="outputName">The output's name.</param>
    /// <param name="output">Where it goes.</param>
    public OrtIoBinding Bind(OrtValue input, string outputName, OrtValue output)
    {
        var binding = _session.CreateIoBinding();
        binding.BindInput(_session.InputNames[0], input);
        binding.BindOutput(outputName, output);
        return binding;
    }

    /// <summary>Runs the graph.</summary>
    /// <param name="options">Options, used again from run to run.</param>
    /// <param name="binding">The memory of input and output.</param>
    /// <exception cref="MlNetCnnException">The graph cannot be run on a picture.</exception>
    public void Run(RunOptions options, OrtIoBinding binding)
    {
        try
        {
            _session.RunWithBinding(options, binding);
        }
        catch (OnnxRuntimeException exception)
        {
            throw GraphRunner.Error(exception, Name);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static string Show(IReadOnlyDictionary<string, NodeMetadata> ports) =>
        string.Join(", ", ports.Select(port => $"'{port.Key}' {port.Value.ElementDataType} [{string.Join(", ", port.Value.Dimensions)}]"));

    private static bool Fits(int size, int requested) => size < 0 || size == requested;
}
