using Microsoft.ML.OnnxRuntime;

namespace MlNetCnn;

/// <summary>
/// One ONNX Runtime session that all workers share: one input "image", one output of which the length per picture is
/// known. Each run uses one thread; the workers make the parallelism.
/// </summary>
internal sealed class ImageBatchSession : IDisposable
{
    public ImageBatchSession(OnnxGraph graph, string outputName)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        // Between runs of one thread there is nobody to spin for.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            Session = new InferenceSession(graph.ToBytes(), options);
        }
        catch (OnnxRuntimeException error)
        {
            throw new MlNetCnnException(
                FaultKind.Model,
                "MODEL_NOT_RUNNABLE",
                "ONNX Runtime refuses the graph",
                received: error.Message.TrimEnd('.'),
                fix: "see 'mlnetcnn backbones inspect FILE.onnx' for the operators in it",
                innerException: error);
        }

        InputName = Session.InputNames[0];
        OutputName = outputName;
        OutputLength = Session.OutputMetadata[outputName].Dimensions[^1];
    }

    public InferenceSession Session { get; }

    public string InputName { get; }

    public string OutputName { get; }

    /// <summary>Floats that the graph gives for one picture.</summary>
    public int OutputLength { get; }

    public void Dispose() => Session.Dispose();
}
