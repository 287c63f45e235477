using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MlNetCnn.Inference;

/// <summary>
/// An ONNX Runtime session that all workers share: one input "image" and an output whose length per image is known.
/// Each run uses one thread; the workers provide the parallelism.
/// </summary>
internal sealed class ImageBatchSession : IDisposable
{
    private const string CudaProvider = "CUDAExecutionProvider";

    private readonly InferenceSession _session;

    /// <summary>Opens the session.</summary>
    /// <param name="model">The content of an <c>.onnx</c> file; not needed afterwards.</param>
    /// <param name="name">The name of the model in messages.</param>
    /// <param name="provider">The hardware that runs the graph.</param>
    /// <exception cref="MlNetCnnException">The bytes are not a model that ONNX Runtime can run, or it lacks the provider.</exception>
    public ImageBatchSession(byte[] model, string name, ExecutionProvider provider = ExecutionProvider.Cpu)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,

            // Errors are thrown as exceptions; ONNX Runtime would write them to standard error as well.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Spinning is useless between runs of one thread.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        Name = name;
        if (provider == ExecutionProvider.Cuda)
        {
            AppendCuda(options);
        }

        try
        {
            _session = new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException exception)
        {
            // Our own reader reports more precisely what is wrong with a file; parsing every valid one for that would double the memory.
            OnnxGraph.Parse(model, name);
            throw GraphRunner.Error(exception, name);
        }
    }

    /// <summary>The name of the model in messages.</summary>
    public string Name { get; }

    /// <summary>Checks that the graph accepts one image of that size, and returns the number of floats that it outputs for it.</summary>
    /// <param name="outputName">The output to read.</param>
    /// <param name="input">The required input.</param>
    /// <exception cref="MlNetCnnException">The graph has other inputs or outputs.</exception>
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
            ErrorKind.Model, ErrorCodes.ModelNotRunnable, $"the inputs or outputs of the graph of '{Name}' do not match its model card",
            expected: $"one input, float32 [N, 3, {input.Height}, {input.Width}], and an output '{outputName}', float32 [N, length]",
            received: $"inputs {Show(_session.InputMetadata)}; outputs {Show(_session.OutputMetadata)}", fix: "download or train the model again");
    }

    /// <summary>Whether the graph runs on any number of images at once; false if it states a fixed number.</summary>
    /// <param name="outputName">The output to read.</param>
    public bool HasDynamicBatch(string outputName) =>
        _session.InputMetadata.Values.Single().Dimensions[0] < 0 && _session.OutputMetadata[outputName].Dimensions[0] < 0;

    /// <summary>Binds memory to the input and an output.</summary>
    /// <param name="input">The pixels.</param>
    /// <param name="outputName">The output's name.</param>
    /// <param name="output">The memory for the output.</param>
    public OrtIoBinding Bind(OrtValue input, string outputName, OrtValue output)
    {
        var binding = _session.CreateIoBinding();
        binding.BindInput(_session.InputNames[0], input);
        binding.BindOutput(outputName, output);
        return binding;
    }

    /// <summary>Runs the graph.</summary>
    /// <param name="options">Options, reused from run to run.</param>
    /// <param name="binding">The memory of input and output.</param>
    /// <exception cref="MlNetCnnException">The graph cannot be run on an image.</exception>
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

    private static void AppendCuda(SessionOptions options)
    {
        var providers = OrtEnv.Instance().GetAvailableProviders();
        if (!providers.Contains(CudaProvider))
        {
            throw NoCuda(string.Join(", ", providers), null);
        }

        try
        {
            options.AppendExecutionProvider_CUDA();
        }
        catch (OnnxRuntimeException exception)
        {
            throw NoCuda(RuntimeMessages.Shorten(exception.Message).TrimEnd('.'), exception);
        }
    }

    private static MlNetCnnException NoCuda(string received, Exception? exception) => new(
        ErrorKind.Environment, ErrorCodes.EnvironmentNoCudaProvider, "scoring on a GPU was requested, but ONNX Runtime cannot use CUDA",
        expected: CudaProvider, received: received,
        fix: "reference the package Microsoft.ML.OnnxRuntime.Gpu and install the CUDA and cuDNN versions that it requires, or use ExecutionProvider.Cpu",
        innerException: exception);

    private static string Show(IReadOnlyDictionary<string, NodeMetadata> ports) =>
        string.Join(", ", ports.Select(port => $"'{port.Key}' {port.Value.ElementDataType} [{string.Join(", ", port.Value.Dimensions)}]"));

    private static bool Fits(int size, int requested) => size < 0 || size == requested;
}
