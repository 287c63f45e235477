using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>The type and shape of every tensor that a network computes from one image, determined by running it once.</summary>
internal sealed class TensorShapes
{
    private readonly Dictionary<string, TensorProto> _byName;

    private TensorShapes(IReadOnlyList<TensorProto> inOrder)
    {
        InOrder = inOrder;
        _byName = inOrder.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>The tensors without their values, in the order in which they are computed.</summary>
    public IReadOnlyList<TensorProto> InOrder { get; }

    /// <summary>Runs the network on a black image.</summary>
    /// <param name="graph">A graph with the standard image input, sorted; not changed.</param>
    /// <param name="height">The height of the image, in pixels.</param>
    /// <param name="width">The width of the image, in pixels.</param>
    /// <param name="name">The name of the network in messages.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NOT_RUNNABLE</c> or <c>MODEL_OPERATOR_UNSUPPORTED</c>.</exception>
    public static TensorShapes Measure(OnnxGraph graph, int height, int width, string name)
    {
        var open = graph.Clone();
        var tensors = open.Proto.Node.SelectMany(node => node.Output.Where(output => output.Length > 0)).ToList();
        open.SetOutputs(tensors);
        return Of(open, name, GraphEditor.Image, [1, 3, height, width]);
    }

    /// <summary>Runs a graph on zeros.</summary>
    /// <param name="graph">A graph with one input.</param>
    /// <param name="name">The name of the graph in messages.</param>
    /// <param name="input">The input's name.</param>
    /// <param name="shape">The shape of the input.</param>
    /// <returns>The shapes of its outputs.</returns>
    /// <exception cref="MlNetCnnException"><c>MODEL_NOT_RUNNABLE</c> or <c>MODEL_OPERATOR_UNSUPPORTED</c>.</exception>
    public static TensorShapes Of(OnnxGraph graph, string name, string input, params long[] shape)
    {
        using var session = GraphRunner.Open(graph, name);
        var feed = new Dictionary<string, (float[] Values, long[] Shape)>
        {
            [input] = (new float[shape.Aggregate(1L, (product, size) => product * size)], shape),
        };
        return new TensorShapes([.. GraphRunner.Shapes(session, feed, [.. graph.Proto.Output.Select(output => output.Name)], name).OfType<TensorProto>()]);
    }

    /// <summary>Returns the tensor with that name, or null if there is none.</summary>
    /// <param name="tensor">The name.</param>
    public TensorProto? Find(string tensor) => _byName.GetValueOrDefault(tensor);

    /// <summary>Returns channels, height and width of a tensor of feature maps: float32 [1, C, H, W] of more than one pixel; otherwise null.</summary>
    /// <param name="tensor">The tensor's name.</param>
    public (int Channels, int Height, int Width)? Maps(string tensor) =>
        Find(tensor) is { Dims: [1, var channels, var height, var width] } found && height * width > 1
            && found.Kind() == TensorProto.Types.DataType.Float
            ? ((int)channels, (int)height, (int)width)
            : null;
}
