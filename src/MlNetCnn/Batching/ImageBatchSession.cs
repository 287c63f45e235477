using Microsoft.ML.OnnxRuntime;

namespace MlNetCnn;

/// <summary>
/// One ONNX Runtime session that all workers share: one input "image" and outputs of which the length per picture is known.
/// Each run uses one thread; the workers make the parallelism.
/// </summary>
internal sealed class ImageBatchSession : IDisposable
{
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
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };

        // Between runs of one thread there is nobody to spin for.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            Session = new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException error)
        {
            // Our own reader knows better what is wrong with a file; parsing every good one for that would double the memory.
            OnnxGraph.Parse(model, name);
            throw GraphRunner.Fault(error, name);
        }
    }

    /// <summary>The session.</summary>
    public InferenceSession Session { get; }

    /// <summary>The model's own remarks, by key.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Session.ModelMetadata.CustomMetadataMap;

    /// <summary>The only input.</summary>
    public string InputName => Session.InputNames[0];

    /// <summary>Floats that an output gives for one picture, or null where there is no such output.</summary>
    public int? LengthOf(string output) => Session.OutputMetadata.GetValueOrDefault(output)?.Dimensions[^1];

    /// <inheritdoc/>
    public void Dispose() => Session.Dispose();
}
