using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

/// <summary>Training in bfloat16 moves in the same direction as training in float32.</summary>
public sealed class SixteenBits
{
    private static readonly Dictionary<string, Func<NetBuilder, NetBuilder>> Nets = new()
    {
        ["plain"] = net => net.Conv(8, 3, bias: true).Relu().Conv(16, 3, stride: 2, bias: true).Relu(),
        ["normalized"] = net => net.ConvNorm(8, 3).Relu().ConvNorm(16, 3, stride: 2).Relu(),
        ["depthwise with strides"] = net => Six(Six(net.Conv(16, 1, bias: true)).Conv(16, 3, stride: 2, groups: 16, bias: true)).Conv(8, 1, bias: true),
    };

    public static TheoryData<string> Cases => [.. Nets.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_OfEachWeight_PointWhereThoseInThirtyTwoBitsDo(string name)
    {
        using var scope = NewDisposeScope();
        using var module = new GraphModule(Nets[name](new NetBuilder(32)).Classify(), name);
        var images = tensor(Parity.Values("images", [8, 3, 32, 32]), [8, 3, 32, 32]);
        var expected = Gradients(module, images, null);
        var actual = Gradients(module, images, ScalarType.BFloat16);
        Assert.All(expected.Keys, weight =>
        {
            var cosine = (expected[weight] * actual[weight]).sum() / (expected[weight].norm() * actual[weight].norm());
            Assert.InRange(cosine.item<float>(), 0.99f, 1.01f);
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Step_InSixteenBits_LeavesWeightsInThirtyTwoAndInTheirLayout(string name)
    {
        using var scope = NewDisposeScope();
        using var module = new GraphModule(Nets[name](new NetBuilder(32)).Classify(), name);
        using var optimizer = WeightOptimizer.Create(
            OptimizerKind.AdamW, [new ParameterGroup("all", [.. module.Parameters], 1e-3, 0.01)], momentum: 0);
        _ = Gradients(module, rand(8, 3, 32, 32), ScalarType.BFloat16);
        Assert.All(module.Parameters.Values, weight => AssertChannelsLast(weight.grad!));
        optimizer.Step(1);
        Assert.All(module.Parameters.Values, weight => AssertChannelsLast(weight));
        Assert.All(optimizer.State, state => AssertChannelsLast(state.Value));
    }

    private static void AssertChannelsLast(Tensor tensor)
    {
        Assert.Equal(ScalarType.Float32, tensor.dtype);
        Assert.True(tensor.Dimensions == 4 ? tensor.permute(0, 2, 3, 1).is_contiguous() : tensor.is_contiguous());
    }

    private static Dictionary<string, Tensor> Gradients(GraphModule module, Tensor images, ScalarType? precision)
    {
        module.Train(precision: precision);
        foreach (var weight in module.Parameters.Values)
        {
            weight.grad = null;
        }

        var logits = module.Forward(images);
        var classes = (int)logits.shape[1];
        nn.functional.cross_entropy(logits, tensor(Enumerable.Range(0, 8).Select(i => (long)(i % classes)).ToArray())).backward();
        return module.Parameters.ToDictionary(p => p.Key, p => p.Value.grad!.clone());
    }

    private static NetBuilder Six(NetBuilder net) => net.Node("Clip", net.Number(0), net.Number(6));
}
