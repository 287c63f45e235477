using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

/// <summary>For each operator with weights, the gradient used in training equals a finite difference, in double precision.</summary>
public sealed class Gradients
{
    private const double Step = 1e-5;
    private const double Tolerance = 1e-6;
    private const int NumbersChecked = 40;

    private static readonly Dictionary<string, Func<NetBuilder, NetBuilder>> Layers = new()
    {
        ["Conv"] = net => net.Conv(4, 3, bias: true),
        ["Conv, strides"] = net => net.Conv(4, 3, stride: 2),
        ["Conv, groups"] = net => net.Conv(8, 3, groups: 4, bias: true),
        ["Conv, depthwise"] = net => net.Conv(4, 3, groups: 4),
        ["Conv, 1x1"] = net => net.Conv(5, 1, bias: true),
        ["Conv, dilations"] = net => net.Node(
            "Conv", net.Weight("weight", 0.3, 4, 4, 3, 3), NodeAttributes.Of("dilations", [2, 2]), NodeAttributes.Of("pads", [2, 2, 2, 2])),
        ["Conv, pads that differ"] = net => net.Node("Conv", net.Weight("weight", 0.3, 4, 4, 3, 3), NodeAttributes.Of("pads", [0, 1, 2, 0])),
        ["Conv, SAME_LOWER"] = net => net.Conv(4, 3, stride: 2, autoPad: "SAME_LOWER"),
        ["BatchNormalization"] = net => net.BatchNorm(),
        ["InstanceNormalization"] = net => net.Node("InstanceNormalization", net.Weight("scale", 1, 4), net.Weight("bias", 1, 4)),
        ["LayerNormalization"] = net => net.Node("LayerNormalization", net.Weight("scale", 1, 6), net.Weight("bias", 1, 6)),
        ["LayerNormalization, axis"] = net => net.Node(
            "LayerNormalization", net.Weight("scale", 1, 4, 6, 6), net.Weight("bias", 1, 4, 6, 6), NodeAttributes.Of("axis", 1)),
        ["GroupNormalization"] = net => net.Node(
            "GroupNormalization", net.Weight("scale", 1, 4), net.Weight("bias", 1, 4), NodeAttributes.Of("num_groups", 2)),
        ["PRelu"] = net => net.Node("PRelu", net.Weight("slope", 0.5, 4, 1, 1)),
        ["Gemm"] = net => Flat(net).Dense(3),
        ["Gemm, alpha, beta and no transpose"] = net => Flat(net).Node(
            "Gemm", net.Weight("weight", 0.3, 4, 3), net.Weight("bias", 0.3, 1, 3), Number("alpha", 0.7f), Number("beta", 1.3f)),
        ["MatMul and Add"] = net => net.Node("MatMul", net.Weight("weight", 0.3, 6, 5)).Node("Add", net.Weight("bias", 0.3, 5)),
        ["MatMul from the left"] = net => net.Node("Transpose", NodeAttributes.Of("perm", [0, 1, 3, 2])).Node("MatMul", net.Weight("weight", 0.3, 6, 5)),
        ["Mul, a scale per channel"] = net => net.Conv(4, 1).Node("Mul", net.Weight("gamma", 0.5, 1, 4, 1, 1)),
        ["Sub and Div"] = net => net.Conv(4, 1).Node("Sub", net.Weight("shift", 0.5, 1, 4, 1, 1)).Node("Div", net.Uniform("scale", 1, 2, 1, 4, 1, 1)),
    };

    public static TheoryData<string> Cases => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Backward_Layer_EqualsFiniteDifference(string layer)
    {
        // A layer before and a nonlinearity after, so that the gradient has to pass through.
        var net = Layers[layer](new NetBuilder(6, opset: 21, channels: 2).Conv(4, 1, bias: true).Node("Tanh"));
        var graph = net.Node("Sigmoid").Finish();
        Check(graph, training: false);
        if (layer == "BatchNormalization")
        {
            Check(graph, training: true);
        }
    }

    [Fact]
    public void Cases_CoverEveryOperatorWithWeights()
    {
        string[] withWeights =
            ["Conv", "Gemm", "MatMul", "BatchNormalization", "InstanceNormalization", "LayerNormalization", "GroupNormalization", "PRelu", "Mul", "Sub"];
        Assert.All(withWeights, operation => Assert.Contains(Layers.Keys, layer => layer.StartsWith(operation, StringComparison.Ordinal)));
    }

    private static void Check(OnnxGraph graph, bool training)
    {
        using var scope = NewDisposeScope();
        using var module = new GraphModule(graph, "gradients", new GraphModuleOptions { Type = ScalarType.Float64 });
        if (training)
        {
            module.Train(updateStatistics: true);
        }

        var input = tensor(Parity.Values("input", [2, 2, 6, 6]), [2, 2, 6, 6]).to_type(ScalarType.Float64).requires_grad_();
        var direction = tensor(Parity.Values("direction", [2000], seed: 9)).to_type(ScalarType.Float64);
        Assert.True(module.Parameters.Count > 2, "the layer has no weights");
        Loss().backward();
        foreach (var (name, weight) in module.Parameters.Select(p => (p.Key, (Tensor)p.Value)).Append(("input", input)))
        {
            var gradient = weight.grad ?? throw new InvalidOperationException($"{name} has no gradient");
            for (var i = 0L; i < Math.Min(weight.NumberOfElements, NumbersChecked); i++)
            {
                var position = Position(weight.shape, i);
                var (expected, actual) = (Difference(weight, position), gradient[position].item<double>());
                Assert.True(
                    Math.Abs(expected - actual) < Tolerance * Math.Max(1, Math.Abs(expected)),
                    $"the gradient of {name} at {i} is {actual} instead of {expected}");
            }
        }

        Tensor Loss()
        {
            var output = module.Forward(input).reshape(-1);
            return (output * direction.narrow(0, 0, output.shape[0])).sum();
        }

        double Difference(Tensor weight, TensorIndex[] position)
        {
            using var inner = NewDisposeScope();
            using var still = no_grad();
            var kept = weight[position].item<double>();
            weight[position] = kept + Step;
            var above = Loss().item<double>();
            weight[position] = kept - Step;
            var below = Loss().item<double>();
            weight[position] = kept;
            return (above - below) / (2 * Step);
        }
    }

    private static TensorIndex[] Position(long[] shape, long index)
    {
        var position = new TensorIndex[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            position[axis] = TensorIndex.Single(index % shape[axis]);
            index /= shape[axis];
        }

        return position;
    }

    private static NetBuilder Flat(NetBuilder net) => net.Node("GlobalAveragePool").Node("Flatten", NodeAttributes.Of("axis", 1));

    private static MlNetCnn.Onnx.Format.AttributeProto Number(string name, float value) =>
        new() { Name = name, Type = MlNetCnn.Onnx.Format.AttributeProto.Types.AttributeType.Float, F = value };
}
