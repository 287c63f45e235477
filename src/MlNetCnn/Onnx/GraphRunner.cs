using Microsoft.ML.OnnxRuntime;
using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Onnx;

/// <summary>Runs graphs in ONNX Runtime to check them, to fold constants and to learn shapes: one thread, no log lines.</summary>
internal static class GraphRunner
{
    // What the tensors of a network may take while it is looked at; weights are not counted.
    private static readonly uint MaxBytes = MaxBytesOf(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    // What is allocated for checks comes from here, whichever session asks for it.
    private static readonly Lazy<bool> Arena = new(() =>
    {
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        using var arena = new OrtArenaCfg(MaxBytes, 1, -1, -1);
        OrtEnv.Instance().CreateAndRegisterAllocator(memory, arena);
        return true;
    });

    /// <summary>The bound on a machine, or in a container, with so much memory.</summary>
    /// <param name="available">Bytes; 0 where that is not known.</param>
    internal static uint MaxBytesOf(long available)
    {
        // All tensors of one picture are kept to learn their shapes: a few hundred megabytes for a large network, more than a gigabyte for the
        // largest at 600x600. A file that asks for too much is refused, and does not end the process where there is less.
        const long Max = 2L << 30;
        return (uint)(available > 0 ? Math.Min(available / 2, Max) : Max);
    }

    /// <summary>Opens a session.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="name">How the model is called in messages.</param>
    /// <param name="optimize">Whether ONNX Runtime may rewrite the graph first; not worth its time for a single run. Without, its memory is bounded: it may
    /// be the first run of a network that asks for any amount.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_OPERATOR_UNSUPPORTED</c> or <c>MODEL_NOT_RUNNABLE</c>.</exception>
    public static InferenceSession Open(OnnxGraph graph, string name, bool optimize = false)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            // What goes wrong is thrown as well as logged; once is enough.
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
                ErrorKind.Environment, ErrorCodes.EnvironmentOnnxRuntime, "ONNX Runtime's native library does not load on this machine",
                received: exception.GetBaseException().Message.TrimEnd('.'),
                fix: "install the C++ runtime that it names, or run on x64 or arm64 with a supported system", innerException: exception);
        }
    }

    /// <summary>Runs once and hands the values over as tensors.</summary>
    /// <param name="session">The session.</param>
    /// <param name="feeds">Float32 inputs: values and shape by name.</param>
    /// <param name="outputs">The outputs wanted.</param>
    /// <param name="name">How the model is called in messages.</param>
    /// <returns>The tensors, in the order asked for; null for what is no tensor.</returns>
    /// <exception cref="MlNetCnnException"><c>MODEL_NOT_RUNNABLE</c>.</exception>
    public static IReadOnlyList<TensorProto?> Run(
        InferenceSession session, IReadOnlyDictionary<string, (float[] Values, long[] Shape)> feeds, IReadOnlyCollection<string> outputs,
        string name) =>
        Run(session, feeds, outputs, name, ToTensor);

    /// <summary>Runs once and hands over types and shapes only.</summary>
    /// <param name="session">The session.</param>
    /// <param name="feeds">Float32 inputs: values and shape by name.</param>
    /// <param name="outputs">The outputs wanted.</param>
    /// <param name="name">How the model is called in messages.</param>
    /// <returns>Tensors without values, in the order asked for; null for what is no tensor.</returns>
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
                ErrorKind.Model, ErrorCodes.ModelMemory, $"'{name}' asks for more memory than a network for pictures needs",
                expected: $"at most {MaxBytes:N0} bytes beside its weights while it is looked at", received: message,
                fix: "do not use this file unless you know where it comes from", innerException: exception)
            : RuntimeMessages.IsUnsupportedOperator(message)
            ? new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelOperatorUnsupported, $"'{name}' uses an operator that ONNX Runtime does not run",
                expected: "operators of ai.onnx or of ONNX Runtime itself", received: message,
                fix: "export the network again with standard operators, for example with opset 17", innerException: exception)
            : new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNotRunnable, $"ONNX Runtime cannot run '{name}'", received: message,
                fix: "check the file with ONNX Runtime, or export the network again", innerException: exception);
    }
}
