using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Imaging;

/// <summary>
/// Reduces, inside a packaged graph, the image that ML.NET's ResizeImages rendered larger than the network's input: input bytes [N, height,
/// width, 3], output the network's own image [N, 3, H, W], by one matrix per axis.
/// </summary>
internal static class PixelReduction
{
    /// <summary>The input of a graph that reduces: uint8 [N, height, width, 3], red, green, blue.</summary>
    public const string DrawnPixels = "image.drawn";

    /// <summary>Adds the reduction before a network if one is needed.</summary>
    /// <param name="graph">A graph with the input <see cref="GraphEditor.Image"/>; changed in place.</param>
    /// <param name="input">The network's image input.</param>
    public static void Attach(OnnxGraph graph, ImageInput input)
    {
        if (!input.IsReduced)
        {
            return;
        }

        var (height, width) = (input.DrawnSize.Height, input.DrawnSize.Width);
        GraphEditor.EnsureCapacity(graph, DrawnPixels);
        graph.SetInputs(GraphInputs.Create(DrawnPixels, DataType.Uint8, [GraphEditor.BatchSymbol, height, width, 3]));

        // Rows first, on interleaved channels, so that less has to be transposed. An output row needs a few of the rendered ones, so blocks
        // of rows need a fraction of the multiplications of one matrix.
        var blocks = RowBlocks.Of(new AxisReduction(height, input.Height, input.Filter));
        var current = Append("Gather", [DrawnPixels, Rows(blocks)], "blocks", NodeAttributes.Of("axis", 1));
        current = Append("Cast", [current], "float", NodeAttributes.Of("to", (long)DataType.Float));
        current = Append("Reshape", [current, Shape("rows", 0, blocks.Count, blocks.Source, width * 3)], "rows");
        current = Append("MatMul", [Blocks(blocks), current], "down");
        current = Append("Reshape", [current, Shape("pixels", 0, input.Height, width, 3)], "pixels");
        current = Append("Transpose", [current], "planes", NodeAttributes.Of("perm", [0, 3, 1, 2]));
        graph.AddNode("MatMul", [current, Across()], GraphEditor.Image);
        graph.Sort();

        string Append(string operation, IEnumerable<string> inputs, string name, params Onnx.Format.AttributeProto[] attributes) =>
            graph.AddNode(operation, inputs, graph.FreshName($"{DrawnPixels}.{name}"), attributes).Output[0];

        string Shape(string name, params long[] sizes) =>
            graph.SetInitializer(TensorData.Create(graph.FreshName($"{DrawnPixels}.{name}.shape"), sizes, sizes.Length));

        string Rows(RowBlocks blocks) => graph.SetInitializer(TensorData.Create(
            graph.FreshName($"{DrawnPixels}.rows.taken"), blocks.Rows, blocks.Count, blocks.Source));

        string Blocks(RowBlocks blocks) => graph.SetInitializer(TensorData.Create(
            graph.FreshName($"{DrawnPixels}.down"), blocks.Weights.AsSpan(), blocks.Count, blocks.Target, blocks.Source));

        string Across() => graph.SetInitializer(TensorData.Create(
            graph.FreshName($"{DrawnPixels}.across"), new AxisReduction(width, input.Width, input.Filter).ToMatrix().AsSpan(), width, input.Width));
    }

    /// <summary>Removes the reduction, for callers that provide the network's image input.</summary>
    /// <param name="graph">A graph that <see cref="Attach"/> may have changed; changed in place.</param>
    /// <param name="input">The network's image input.</param>
    public static void Detach(OnnxGraph graph, ImageInput input)
    {
        if (graph.Inputs is not [{ Name: DrawnPixels }] || graph.Producer(GraphEditor.Image) is not { } last)
        {
            return;
        }

        graph.KeepNodes(node => node != last);
        graph.SetInputs(GraphInputs.Create(GraphEditor.Image, DataType.Float, [GraphEditor.BatchSymbol, 3, input.Height, input.Width]));
        graph.Prune();
    }
}
