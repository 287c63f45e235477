namespace MlNetCnn.Onnx;

/// <summary>The limits of the referenced ONNX Runtime; newer files are rejected with a clear message instead of failing inside it.</summary>
internal static class OnnxLimits
{
    /// <summary>The newest version of the <c>ai.onnx</c> operator set that ONNX Runtime 1.31.1 accepts.</summary>
    public const long MaximumOpset = 26;

    /// <summary>The newest version of the file format that ONNX Runtime 1.31.1 accepts.</summary>
    public const long MaximumIr = 13;

    /// <summary>The oldest format in which initializers need not be listed among the inputs of the graph.</summary>
    public const long MinimumWrittenIr = 4;

    /// <summary>The oldest operator set for which ONNX Runtime has all kernels, and the first one with broadcasting.</summary>
    public const long MinimumWrittenOpset = 7;

    /// <summary>The maximum size of a file and of a model with its external files, in bytes: protobuf counts in signed 32-bit numbers.</summary>
    public static readonly long MaximumBytes = Array.MaxLength;

    /// <summary>Throws if the format or operator set of a model is newer than what can be run.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="name">The name of the model in messages.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_IR_UNSUPPORTED</c> or <c>MODEL_OPSET_UNSUPPORTED</c>.</exception>
    public static void Check(OnnxGraph graph, string name)
    {
        if (graph.Model.IrVersion > MaximumIr)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelIrUnsupported, $"'{name}' uses a newer version of the ONNX format than is supported",
                expected: $"IR version 1 to {MaximumIr}", received: $"IR version {graph.Model.IrVersion}",
                fix: "export the network again for an older ONNX version");
        }

        if (graph.Opset is < 1 or > MaximumOpset)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelOpsetUnsupported, $"'{name}' uses a version of the ONNX operators that is not supported",
                expected: $"ai.onnx operator set 1 to {MaximumOpset}", received: $"operator set {graph.Opset}",
                fix: "export the network again with an older opset, for example 17");
        }
    }
}
