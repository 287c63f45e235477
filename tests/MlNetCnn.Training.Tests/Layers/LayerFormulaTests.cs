using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetCnn.Training.Tests;

/// <summary>Layers that are written as several nodes, compared with those of libtorch.</summary>
public sealed class LayerFormulaTests
{
    [Fact]
    public void GroupNorm_ThreeGroups_IsThatOfLibtorch() =>
        Check(net => net.GroupNorm(3, 1e-3), map => F.group_norm(map, 3, ones(6), zeros(6), 1e-3));

    [Fact]
    public void LayerNorm_OnAMap_NormalizesTheChannelsOfEachPixel() =>
        Check(net => net.LayerNorm(1e-3), map => F.layer_norm(map.permute(0, 2, 3, 1), [6], ones(6), zeros(6), 1e-3).permute(0, 3, 1, 2));

    [Fact]
    public void Gelu_OfAnyNumber_IsThatOfLibtorch() => Check(net => net.GELU(), map => F.gelu(map));

    [Fact]
    public void SiLU_OfAnyNumber_IsThatOfLibtorch() => Check(net => net.SiLU(), map => F.silu(map));

    [Fact]
    public void ReLU6_OfAnyNumber_IsThatOfLibtorch() => Check(net => net.ReLU6(), map => map.clamp(0, 6));

    [Fact]
    public void SeparableConv_OnAMap_IsADepthwiseConvolutionThenOneAcrossChannels() => Check(
        net => net.SeparableConv2D(5, 3, bias: false),
        (map, weight) => F.conv2d(F.conv2d(map, weight("conv2.weight"), padding: [1, 1], groups: 6), weight("conv3.weight")));

    [Fact]
    public void SqueezeExcite_OnAMap_MultipliesEachChannelWithItsGate() => Check(
        net => net.SqueezeExcite(2),
        (map, weight) =>
        {
            var reduced = map.mean([2, 3]).mm(weight("se1.reduce.weight").reshape(3, 6).t()) + weight("se1.reduce.bias");
            var gate = reduced.relu().mm(weight("se1.expand.weight").reshape(6, 3).t()) + weight("se1.expand.bias");
            return map * gate.sigmoid().unsqueeze(2).unsqueeze(3);
        });

    [Fact]
    public void Residual_WithShortcut_AddsBoth() => Check(
        net => net.Residual(b => b.Conv2D(4, 3, 2, bias: false).ReLU(), s => s.Conv2D(4, 1, 2, bias: false)),
        (map, weight) => F.conv2d(F.pad(map, [0, 1, 1, 1]), weight("conv2.weight"), strides: [2, 2]).relu()
            + F.conv2d(map, weight("conv3.weight"), strides: [2, 2]));

    [Fact]
    public void Branches_OfThree_JoinChannelsInTheirOrder() => Check(
        net => net.Branches(b => b.ReLU(), b => b, b => b.Tanh()), map => cat([map.relu(), map, map.tanh()], 1));

    private static void Check(Func<CnnBuilder, CnnBuilder> layer, Func<Tensor, Tensor> expected) => Check(layer, (map, _) => expected(map));

    private static void Check(Func<CnnBuilder, CnnBuilder> layer, Func<Tensor, Func<string, Tensor>, Tensor> expected)
    {
        using var network = new BuiltNetwork(net => layer(net.Conv2D(6)));
        using var scope = NewDisposeScope();
        using var still = no_grad();
        using var images = BuiltNetwork.Images() * 3;
        foreach (var bias in network.Module.Parameters.Where(p => p.Key.StartsWith("se1", StringComparison.Ordinal)))
        {
            bias.Value.add_(0.1);
        }

        var map = network.Module.Forward(images, "conv1");

        var requested = expected(map, name => network.Module.Parameters[name]);

        Assert.InRange((network.Forward(images) - requested).abs().max().item<float>(), 0, 1e-5f);
        Assert.True(requested.std().item<float>() > 0.1);
    }
}
