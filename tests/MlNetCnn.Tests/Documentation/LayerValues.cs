using MlNetCnn.Training;
using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Tests;

/// <summary>A network with weights of one's own, computed by ONNX Runtime and by the training engine.</summary>
internal sealed class LayerValues : IDisposable
{
    private readonly OnnxGraph _graph;
    private readonly float[] _picture;
    private readonly long[] _shape;
    private readonly GraphModule _module;

    /// <param name="net">The layers; a head is added where there is none.</param>
    /// <param name="picture">The picture, channel by channel, row by row.</param>
    /// <param name="weights">Numbers in place of the random first weights, by the weight's name.</param>
    public LayerValues(CnnBuilder net, IEnumerable<double> picture, params (string Name, IEnumerable<double> Values)[] weights)
    {
        _picture = ToFloats(picture);
        _shape = [1, net.Picture.Channels, net.Picture.Height, net.Picture.Width];
        Assert.Equal(_shape.Aggregate(1L, (product, size) => product * size), _picture.Length);
        if (net.Shape != LayerShape.Vector(net.ClassCount))
        {
            (net.Shape.IsMap ? net.Flatten() : net).Dense(net.ClassCount);
        }

        _graph = net.Build();
        foreach (var (name, values) in weights)
        {
            var weight = _graph.Initializer(name);
            Assert.NotNull(weight);
            Assert.Equal(weight.ElementCount(), values.Count());
            weight.SetFloats(ToFloats(values));
        }

        _graph.AddNode("Softmax", [GraphSurgery.Logits], "shares", NodeAttributes.Of("axis", 1));
        _graph.AddOutput("shares", shape: ["N", net.ClassCount]);
        _module = new GraphModule(_graph, "worked example");
        _module.Evaluate();
    }

    public GraphModule Module => _module;

    /// <summary>Asserts that both computers give these numbers.</summary>
    public void AssertGives(string tensor, IEnumerable<double> expected)
    {
        double[] wanted = [.. expected];
        AssertNear(wanted, InRuntime(tensor));
        AssertNear(wanted, InEngine(tensor));
    }

    public Tensor Picture() => tensor(_picture, _shape);

    public void Dispose() => _module.Dispose();

    private static void AssertNear(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    private float[] InRuntime(string tensor)
    {
        var graph = _graph.Clone();
        graph.RemoveOutputs();
        graph.AddOutput(tensor);
        using var session = GraphRunner.Open(graph, "worked example");
        var feeds = new Dictionary<string, (float[] Values, long[] Shape)> { [GraphSurgery.Image] = (_picture, _shape) };
        return GraphRunner.Run(session, feeds, [tensor], "worked example")[0]!.ToFloats();
    }

    private float[] InEngine(string tensor)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        return TorchTensors.ToFloats(_module.Forward(Picture(), tensor));
    }

    private static float[] ToFloats(IEnumerable<double> values) => [.. values.Select(value => (float)value)];
}
