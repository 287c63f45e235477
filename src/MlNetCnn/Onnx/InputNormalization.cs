using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Onnx;

/// <summary>
/// Adds the standard image input before a network: red, green, blue, 0..255, channels first, any batch size; normalization,
/// channel order, layout and type of the file's own input are then computed inside the graph.
/// </summary>
internal static class InputNormalization
{
    /// <summary>Replaces the file's input with <see cref="GraphEditor.Image"/>, float32 [N, 3, H, W].</summary>
    /// <param name="graph">The graph, with constants folded; changed in place.</param>
    /// <param name="port">The file's input.</param>
    /// <param name="mean">The values that are subtracted from red, green and blue.</param>
    /// <param name="std">The values that the differences are divided by.</param>
    /// <param name="blueFirst">Whether the network expects blue, green, red.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_INTEGER_INPUT</c>: integer pixels, and a normalization that exceeds their
    /// range.</exception>
    public static void Attach(OnnxGraph graph, ImageInputSpec port, IReadOnlyList<float> mean, IReadOnlyList<float> std, bool blueFirst)
    {
        CheckIntegerRange(port, mean, std);
        var entry = port.Name;
        if (entry == GraphEditor.Image)
        {
            entry = graph.FreshName("image.file");
            graph.RenameTensor(port.Name, entry);
        }

        GraphEditor.EnsureCapacity(graph, GraphEditor.Image);
        graph.SetInputs(GraphInputs.Create(GraphEditor.Image, DataType.Float, [GraphEditor.BatchSymbol, 3, port.Height, port.Width]));

        var current = GraphEditor.Image;
        if (mean.Any(m => m != 0))
        {
            current = Append("Sub", current, "centred", Constant("mean", mean));
        }

        if (std.Any(s => s != 1))
        {
            current = Append("Mul", current, "scaled", Constant("scale", [.. std.Select(s => 1 / s)]));
        }

        if (blueFirst && !ChannelSwap.TryApply(graph, entry))
        {
            var order = graph.SetInitializer(TensorData.Create(graph.FreshName("image.channels"), [2L, 1L, 0L], 3));
            current = graph.AddNode("Gather", [current, order], graph.FreshName("image.blueFirst"), NodeAttributes.Of("axis", 1)).Output[0];
        }

        if (port.Type is not (DataType.Float or DataType.Double))
        {
            // Cast truncates; adding a half first rounds to the nearest integer.
            var half = graph.SetInitializer(TensorData.Create(graph.FreshName("image.half"), [0.5f]));
            current = Append("Floor", Append("Add", current, "half_added", half), "rounded");
        }

        if (port.Type != DataType.Float)
        {
            current = graph.AddNode("Cast", [current], graph.FreshName("image.cast"), NodeAttributes.Of("to", (long)port.Type)).Output[0];
        }

        Connect(graph, port, entry, current);
        graph.Sort();

        string Constant(string name, IReadOnlyList<float> values) =>
            graph.SetInitializer(TensorData.Create(graph.FreshName($"image.{name}"), values.ToArray().AsSpan(), 1, 3, 1, 1));

        string Append(string operation, string input, string name, params string[] more) =>
            graph.AddNode(operation, [input, .. more], graph.FreshName($"image.{name}")).Output[0];
    }

    private static void Connect(OnnxGraph graph, ImageInputSpec port, string entry, string current)
    {
        if (!port.ChannelsLast)
        {
            graph.ReplaceReads(entry, current);
            return;
        }

        // Exports for channels-last frameworks begin by transposing the image; two transpositions cancel out.
        var turned = graph.Consumers(entry).Where(n => n.OpType == "Transpose" && n.Ints("perm") is [0, 3, 1, 2]).ToList();
        foreach (var node in turned.Where(n => !graph.IsOutput(n.Output[0])))
        {
            graph.ReplaceReads(node.Output[0], current);
        }

        graph.KeepNodes(n => !turned.Contains(n) || graph.IsOutput(n.Output[0]));
        if (graph.Consumers(entry).Count > 0)
        {
            graph.AddNode("Transpose", [current], entry, NodeAttributes.Of("perm", [0, 2, 3, 1]));
        }
    }

    private static void CheckIntegerRange(ImageInputSpec port, IReadOnlyList<float> mean, IReadOnlyList<float> std)
    {
        (float Low, float High)? range = port.Type switch
        {
            DataType.Uint8 => (0, 255),
            DataType.Int8 => (-128, 127),
            _ => null,
        };
        var ends = mean.Zip(std, (m, s) => new[] { -m / s, (255 - m) / s }).SelectMany(e => e).ToList();
        var isInteger = port.Type is not (DataType.Float or DataType.Double);
        if (isInteger && (std.Any(s => s != 1) || (range is { } r && ends.Any(e => e < r.Low - 0.5f || e > r.High + 0.5f))))
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelIntegerInput,
                $"the network has an integer input ({GraphInputs.TypeName(port.Type)}) and normalizes it itself",
                expected: "no preprocessing, or a mean alone that keeps pixels in the type's range",
                received: $"pixels from {ends.Min():0.##} to {ends.Max():0.##}", fix: "use the preprocessing 'none'");
        }
    }
}
