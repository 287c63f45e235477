using Xunit;

namespace MlNetCnn.Training.Tests;

/// <summary>The shapes that the builder states, and the values that the engine computes, compared with ONNX Runtime, layer by layer.</summary>
public sealed class LayerShapeTests
{
    private static readonly Dictionary<string, Func<CnnBuilder, CnnBuilder>> Cases = new()
    {
        ["conv"] = net => net.Conv2D(4),
        ["conv stride 2"] = net => net.Conv2D(4, 3, stride: 2),
        ["conv stride 3, kernel 2"] = net => net.Conv2D(4, 2, stride: 3),
        ["conv pair"] = net => net.Conv2D(4, (1, 5), (2, 1)),
        ["conv valid"] = net => net.Conv2D(4, 4, padding: Padding.Valid),
        ["conv explicit"] = net => net.Conv2D(4, 3, 2, Padding.Of(2, 0, 1, 3)),
        ["conv dilation"] = net => net.Conv2D(4, 3, 2, dilation: (2, 3)),
        ["conv groups"] = net => net.Conv2D(6, 3, groups: 3, bias: false),
        ["depthwise"] = net => net.DepthwiseConv2D(3, 2, multiplier: 2),
        ["separable"] = net => net.SeparableConv2D(5, 3, 2),
        ["batch norm"] = net => net.Conv2D(4).BatchNorm(1e-3, 0.8, 0.7),
        ["batch norm on a vector"] = net => net.Flatten().Dense(5).BatchNorm(),
        ["group norm"] = net => net.Conv2D(6).GroupNorm(3),
        ["layer norm"] = net => net.Conv2D(6).LayerNorm(),
        ["layer norm on a vector"] = net => net.Flatten().Dense(6).LayerNorm(),
        ["ReLU"] = net => net.ReLU(),
        ["leaky ReLU"] = net => net.LeakyReLU(0.2),
        ["PReLU"] = net => net.PReLU(),
        ["PReLU on a vector"] = net => net.Flatten().PReLU(),
        ["ELU"] = net => net.ELU(0.7),
        ["SELU"] = net => net.SELU(),
        ["ReLU6"] = net => net.ReLU6(),
        ["sigmoid"] = net => net.Sigmoid(),
        ["SiLU"] = net => net.SiLU(),
        ["GELU"] = net => net.GELU(),
        ["hard swish"] = net => net.HardSwish(),
        ["tanh"] = net => net.Tanh(),
        ["max pool"] = net => net.MaxPool(),
        ["max pool 3, stride 2, same"] = net => net.MaxPool(3, 2, Padding.Same),
        ["max pool 3, stride 2, padding 1"] = net => net.MaxPool(3, 2, 1),
        ["average pool"] = net => net.AveragePool((2, 3)),
        ["average pool same"] = net => net.AveragePool(3, 2, Padding.Same),
        ["global average pool"] = net => net.GlobalAveragePool(),
        ["global max pool"] = net => net.GlobalMaxPool(),
        ["flatten"] = net => net.Flatten(),
        ["dense"] = net => net.Flatten().Dense(7, bias: false),
        ["dropout"] = net => net.Dropout(0.4),
        ["stochastic depth"] = net => net.StochasticDepth(0.4),
        ["stochastic depth on a vector"] = net => net.Flatten().StochasticDepth(0.4),
        ["residual"] = net => net.Conv2D(4).Residual(b => b.Conv2D(4).ReLU().Conv2D(4)),
        ["residual shortcut"] = net => net.Residual(b => b.Conv2D(4, stride: 2), s => s.AveragePool(2, padding: Padding.Same).Conv2D(4, 1)),
        ["branches"] = net => net.Branches(b => b.Conv2D(2), b => b.MaxPool(3, 1, Padding.Same), b => b),
        ["branches of vectors"] = net => net.Branches(b => b.GlobalAveragePool(), b => b.GlobalMaxPool()),
        ["squeeze and excite"] = net => net.Conv2D(8).SqueezeExcite(4),
        ["operator"] = net => net.Operator("LRN", a => a.Attribute("size", 3).Attribute("alpha", 0.01)),
        ["operator that transposes a map"] = net => net.Operator("Transpose", a => a.Attribute("perm", [0, 1, 3, 2])),
        ["operator with a weight"] = net => net.Conv2D(4).Operator("Mul", a => a.Weight("gain", [4, 1, 1], 0.5)),
        ["operator with numbers, and an omitted input"] = net => net.Operator(
            "Resize", a => a.NoInput().Constant("scales", [1f, 1f, 2f, 2f]).Attribute("mode", "nearest")),
        ["operator with one bound of two"] = net => net.Operator("Clip", a => a.NoInput().Constant("most", 0.5)),
        ["operator with a shape"] = net => net.Operator("Reshape", a => a.Constant("shape", [0, 6, -1, 4])),
        ["operator with a vector as output"] = net => net.Operator("ReduceMean", a => a.Attribute("axes", [2, 3]).Attribute("keepdims", 0)),
    };

    public static TheoryData<string> Names() => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Layer_OnItsOwn_HasTheShapesOfOnnxRuntime(string name)
    {
        using var network = new BuiltNetwork(Cases[name]);

        var expected = RuntimeShapes(network);

        Assert.All(network.Builder.Layers.Shapes, shape => Assert.Equal(shape.Value, expected[Renamed(network, shape.Key)]));
        Assert.Equal(network.Shape.ToDims(), expected[network.Result]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Layer_OnItsOwn_ComputesInTheEngineTheSameAsInOnnxRuntime(string name)
    {
        using var network = new BuiltNetwork(Cases[name]);
        network.Module.Evaluate();
        long[] shape = [2, 3, BuiltNetwork.Height, BuiltNetwork.Width];
        var values = Parity.Values("images", shape);
        var opened = network.Graph.Clone();
        opened.RemoveOutputs();
        opened.AddOutput(network.Result);

        var expected = Parity.InRuntime(opened, values, shape);

        Assert.InRange(Parity.Difference(expected, Parity.InEngine(network.Module, values, shape, network.Result)), 0, 1e-5);
        Assert.True(expected.Distinct().Count() > 3);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Layer_Weights_AreThoseThatTrainingChanges(string name)
    {
        using var network = new BuiltNetwork(Cases[name]);

        var planned = network.Builder.Layers.Layers.SelectMany(layer => layer.Weights).Where(weight => weight.IsTrained).ToList();

        Assert.Equal(planned.Select(weight => weight.Name).Order(), network.Module.Parameters.Keys.Order());
    }

    [Theory]
    [InlineData(3, 1, 1)]
    [InlineData(3, 2, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(5, 3, 1)]
    [InlineData(4, 2, 1)]
    public void PaddingSame_AnyWindow_IsSameUpperOfOnnx(int kernel, int stride, int channels)
    {
        using var network = new BuiltNetwork(net => net.Conv2D(channels, kernel, stride));
        var automatic = network.Graph.Clone();
        automatic.RemoveOutputs();
        automatic.AddOutput(network.Result);
        var written = automatic.Clone();
        var node = automatic.Producer(network.Result)!;
        node.Drop("pads");
        node.Attribute.Add(NodeAttributes.Of("auto_pad", "SAME_UPPER"));
        long[] shape = [1, 3, BuiltNetwork.Height, BuiltNetwork.Width];
        var values = Parity.Values("images", shape);

        Assert.Equal(Parity.InRuntime(automatic, values, shape), Parity.InRuntime(written, values, shape));
    }

    private static string Renamed(BuiltNetwork network, string tensor) =>
        tensor == network.Builder.Layers.Layers[^1].Name ? GraphEditor.Logits : tensor;

    private static Dictionary<string, long[]> RuntimeShapes(BuiltNetwork network)
    {
        var opened = network.Graph.Clone();
        var tensors = opened.Proto.Node.SelectMany(node => node.Output).ToList();
        opened.SetOutputs(tensors);
        using var session = GraphRunner.Open(opened, "layers");
        long[] shape = [1, 3, BuiltNetwork.Height, BuiltNetwork.Width];
        var feed = new Dictionary<string, (float[], long[])> { [GraphEditor.Image] = (new float[3 * BuiltNetwork.Height * BuiltNetwork.Width], shape) };
        return GraphRunner.Shapes(session, feed, tensors, "layers").ToDictionary(tensor => tensor!.Name, tensor => tensor!.Dims.ToArray());
    }
}
