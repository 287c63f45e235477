using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MlNetCnn;

/// <summary>
/// One ONNX Runtime session that all workers share: one input "image", one output of which the length per picture is
/// known. Each run uses one thread; the workers make the parallelism.
/// </summary>
internal sealed class ImageBatchSession : IDisposable
{
    /// <summary>Loads the graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="outputName">The output to read.</param>
    /// <param name="input">What its input is to be.</param>
    /// <exception cref="MlNetCnnException">ONNX Runtime refuses the graph, or it has other ports.</exception>
    public ImageBatchSession(OnnxGraph graph, string outputName, ImageInput input)
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
        try
        {
            Session = new InferenceSession(graph.ToBytes(), options);
        }
        catch (OnnxRuntimeException error)
        {
            throw NotRunnable("ONNX Runtime refuses the graph", error);
        }

        try
        {
            CheckPorts(outputName, input);
        }
        catch (MlNetCnnException)
        {
            Session.Dispose();
            throw;
        }

        InputName = Session.InputNames[0];
        OutputName = outputName;
        OutputLength = Session.OutputMetadata[outputName].Dimensions[1];
    }

    public InferenceSession Session { get; }

    public string InputName { get; }

    public string OutputName { get; }

    /// <summary>Floats that the graph gives for one picture.</summary>
    public int OutputLength { get; }

    /// <summary>Runs the graph.</summary>
    /// <param name="options">Options, used again from run to run.</param>
    /// <param name="binding">The memory of input and output.</param>
    /// <exception cref="MlNetCnnException">The graph cannot be run on a picture.</exception>
    public void Run(RunOptions options, OrtIoBinding binding)
    {
        try
        {
            Session.RunWithBinding(options, binding);
        }
        catch (OnnxRuntimeException error)
        {
            throw NotRunnable("ONNX Runtime cannot run the graph on a picture", error);
        }
    }

    public void Dispose() => Session.Dispose();

    private static MlNetCnnException NotRunnable(string problem, OnnxRuntimeException error) => new(
        FaultKind.Model, "MODEL_NOT_RUNNABLE", problem, received: RuntimeMessages.Shorten(error.Message),
        fix: "see 'mlnetcnn backbones inspect FILE.onnx' for the operators in it", innerException: error);

    private static string Show(IReadOnlyDictionary<string, NodeMetadata> ports) =>
        string.Join(", ", ports.Select(port => $"'{port.Key}' {port.Value.ElementDataType} [{string.Join(", ", port.Value.Dimensions)}]"));

    private static bool Fits(int size, int wanted) => size < 0 || size == wanted;

    private void CheckPorts(string outputName, ImageInput input)
    {
        var inputFits = Session.InputMetadata.Count == 1
            && Session.InputMetadata.Values.Single() is { ElementDataType: TensorElementType.Float, Dimensions: [var batch, var channels, var height, var width] }
            && Fits(batch, 1) && Fits(channels, 3) && Fits(height, input.Height) && Fits(width, input.Width);
        var outputFits = Session.OutputMetadata.TryGetValue(outputName, out var output)
            && output is { ElementDataType: TensorElementType.Float, Dimensions: [< 0 or 1, > 0] };
        if (!inputFits || !outputFits)
        {
            throw new MlNetCnnException(
                FaultKind.Model, "MODEL_NOT_RUNNABLE", "the graph has other inputs or outputs than its model card says",
                expected: $"one input, float32 [N, 3, {input.Height}, {input.Width}], and an output '{outputName}', float32 [N, length]",
                received: $"inputs {Show(Session.InputMetadata)}; outputs {Show(Session.OutputMetadata)}", fix: "fetch or train the model again");
        }
    }
}
