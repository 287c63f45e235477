using Microsoft.ML.OnnxRuntime;
using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Onnx;

/// <summary>Runs graphs in ONNX Runtime to check them, to fold constants and to find shapes: one thread, no log output.</summary>
internal static class GraphRunner
{
    // The maximum memory for the tensors of a network during analysis; weights are not counted.
    private static readonly uint MaxBytes = MaxBytesOf(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    // All sessions allocate memory for checks from this arena.
    private static readonly Lazy<bool> Arena = new(() =>
    {
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        using var arena = new OrtArenaCfg(MaxBytes, 1, -1, -1);
        OrtEnv.Instance().CreateAndRegisterAllocator(memory, arena);
        return true;
    });

    /// <summary>Returns the limit for a machine or container with the specified memory.</summary>
    /// <param name="available">The number of bytes; 0 if unknown.</param>
    internal static uint MaxBytesOf(long available)
    {
        // All tensors of one image are kept to find their shapes: a few hundred megabytes for a large network, more than a gigabyte for the
        // largest at 600x600. A file that needs more is rejected instead of ending the process where there is less.
        const long Max = 2L << 30;
        return (uint)(available > 0 ? Math.Min(available / 2, Max) : Max);
    }

    /// <summary>Opens a session.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="name">The name of the model in messages.</param>
    /// <param name="optimize">Whether ONNX Runtime may optimize the graph first; not worth the time for a single run. Otherwise its memory is limited:
    /// it may be the first run of a network that requests any amount.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_OPERATOR_UNSUPPORTED</c> or <c>MODEL_NOT_RUNNABLE</c>.</exception>
    public static InferenceSession Open(OnnxGraph graph, string name, bool optimize = false)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            // Errors are thrown as well as logged; once is enough.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            GraphOptimizationLevel = optimize ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
        };
        try
        {
            if (!optimize && Arena.Value)
            {
                options.AddSessionConfigEntry("session.use_env_allocators", "1");
                options.AddSessionConfigEntry("session.use_device_allocator_for_initializers", "1");
            }

            return new InferenceSession(graph.ToBytes(), options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw Error(exception, name);
        }
        catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            throw new MlNetCnnException(
                ErrorKind.Environment, ErrorCodes.EnvironmentOnnxRuntime, "ONNX Runtime's native library cannot be loaded on this machine",
                received: exception.GetBaseException().Message.TrimEnd('.'),
                fix: "install the C++ runtime named above, or use x64 or arm64 with a supported operating system", innerException: exception);
        }
    }

    /// <summary>Runs the graph once and returns the values as tensors.</summary>
    /// <param name="session">The session.</param>
    /// <param name="feeds">The float32 inputs: values and shape by name.</param>
    /// <param name="outputs">The requested outputs.</param>
    /// <param name="name">The name of the model in messages.</param>
    /// <returns>The tensors, in the requested order; null for an output that is not a tensor.</returns>
    /// <exception cref="MlNetCnnException"><c>MODEL_NOT_RUNNABLE</c>.</exception>
    public static IReadOnlyList<TensorProto?> Run(
        InferenceSession session, IReadOnlyDictionary<string, (float[] Values, long[] Shape)> feeds, IReadOnlyCollection<string> outputs,
        string name) =>
        Run(session, feeds, outputs, name, ToTensor);

    /// <summary>Runs the graph once and returns only types and shapes.</summary>
    /// <param name="session">The session.</param>
    /// <param name="feeds">The float32 inputs: values and shape by name.</param>
    /// <param name="outputs">The requested outputs.</param>
    /// <param name="name">The name of the model in messages.</param>
    /// <returns>Tensors without values, in the requested order; null for an output that is not a tensor.</returns>
    /// <exception cref="MlNetCnnException"><c>MODEL_NOT_RUNNABLE</c>.</exception>
    public static IReadOnlyList<TensorProto?> Shapes(
        InferenceSession session, IReadOnlyDictionary<string, (float[] Values, long[] Shape)> feeds, IReadOnlyCollection<string> outputs,
        string name) =>
        Run(session, feeds, outputs, name, ToShape);

    private static List<TensorProto?> Run(
        InferenceSession session, IReadOnlyDictionary<string, (float[] Values, long[] Shape)> feeds, IReadOnlyCollection<string> outputs,
        string name, Func<string, OrtValue, TensorProto?> convert)
    {
        var values = feeds.ToDictionary(f => f.Key, f => OrtValue.CreateTensorValueFromMemory(f.Value.Values, f.Value.Shape));
        try
        {
            using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
            using var results = session.Run(options, values, outputs);
            return [.. outputs.Zip(results, convert)];
        }
        catch (OnnxRuntimeException exception)
        {
            throw Error(exception, name);
        }
        finally
        {
            foreach (var value in values.Values)
            {
                value.Dispose();
            }
        }
    }

    private static TensorProto? ToShape(string name, OrtValue value)
    {
        if (!value.IsTensor)
        {
            return null;
        }

        var shape = value.GetTensorTypeAndShape();
        var tensor = new TensorProto { Name = name, DataType = (int)(DataType)shape.ElementDataType };
        tensor.Dims.AddRange(shape.Shape);
        return tensor;
    }

    private static TensorProto? ToTensor(string name, OrtValue value)
    {
        var tensor = ToShape(name, value);
        if (tensor is null || tensor.Kind() == DataType.String)
        {
            return null;
        }

        tensor.RawData = Google.Protobuf.ByteString.CopyFrom(value.GetTensorMutableRawData());
        return tensor;
    }

    public static MlNetCnnException Error(OnnxRuntimeException exception, string name)
    {
        var message = RuntimeMessages.Shorten(exception.Message);
        return RuntimeMessages.IsOutOfMemory(message)
            ? new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelMemory, $"'{name}' requests more memory than an image network needs",
                expected: $"at most {MaxBytes:N0} bytes in addition to its weights during analysis", received: message,
                fix: "do not use this file unless you trust its source", innerException: exception)
            : RuntimeMessages.IsUnsupportedOperator(message)
            ? new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelOperatorUnsupported, $"'{name}' uses an operator that ONNX Runtime does not support",
                expected: "operators of ai.onnx or of ONNX Runtime itself", received: message,
                fix: "export the network again with standard operators, for example with opset 17", innerException: exception)
            : new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNotRunnable, $"ONNX Runtime cannot run '{name}'", received: message,
                fix: "check the file with ONNX Runtime, or export the network again", innerException: exception);
    }
}
