using MlNetCnn.Training;
using MlNetCnn.Training.Layers;
using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Solution.Tests;

/// <summary>A network with weights of one's own, computed by ONNX Runtime and by the training engine.</summary>
internal sealed class LayerValues : IDisposable
{
    private readonly OnnxGraph _graph;
    private readonly float[] _image;
    private readonly long[] _shape;
    private readonly GraphModule _module;

    /// <param name="net">The layers; a head is added where there is none.</param>
    /// <param name="image">The picture, channel by channel, row by row.</param>
    /// <param name="weights">Numbers in place of the random first weights, by the weight's name.</param>
    public LayerValues(CnnBuilder net, IEnumerable<double> image, params (string Name, IEnumerable<double> Values)[] weights)
    {
        _image = ToFloats(image);
        _shape = [1, net.InputShape.Channels, net.InputShape.Height, net.InputShape.Width];
        Assert.Equal(_shape.Aggregate(1L, (product, size) => product * size), _image.Length);
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

        _graph.AddNode("Softmax", [GraphEditor.Logits], "shares", NodeAttributes.Of("axis", 1));
        _graph.AddOutput("shares", shape: ["N", net.ClassCount]);
        _module = new GraphModule(_graph, "worked example");
        _module.Evaluate();
    }

    public GraphModule Module => _module;

    /// <summary>Asserts that both computers give these numbers.</summary>
    public void AssertGives(string tensor, IEnumerable<double> expected)
    {
        double[] requested = [.. expected];
        AssertNear(requested, InRuntime(tensor));
        AssertNear(requested, InEngine(tensor));
    }

    public Tensor Image() => tensor(_image, _shape);

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
        var feeds = new Dictionary<string, (float[] Values, long[] Shape)> { [GraphEditor.Image] = (_image, _shape) };
        return GraphRunner.Run(session, feeds, [tensor], "worked example")[0]!.ToFloats();
    }

    private float[] InEngine(string tensor)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        return TorchTensors.ToFloats(_module.Forward(Image(), tensor));
    }

    private static float[] ToFloats(IEnumerable<double> values) => [.. values.Select(value => (float)value)];
}
