namespace MlNetCnn.Training;

/// <summary>
/// ResNets, with or without squeeze-and-excitation. He et al., https://arxiv.org/abs/1512.03385; Hu et al.,
/// https://arxiv.org/abs/1709.01507. As in torchvision the step of a bottleneck lies in its 3x3 convolution, and a shortcut that changes
/// the shape is a 1x1 convolution. The last normalisation of a body starts at 0 (Goyal et al., https://arxiv.org/abs/1706.02677).
/// </summary>
internal static class ResidualNetworks
{
    /// <summary>The form for CIFAR: one 3x3 convolution, then three stages of 16, 32 and 64 filters on full, half and quarter size.</summary>
    /// <param name="plan">Builder and width.</param>
    /// <param name="blocks">Blocks of two convolutions per stage: (layers - 2) / 6.</param>
    public static CnnBuilder Cifar(NetworkPlan plan, int blocks)
    {
        var net = plan.Net.Conv2D(plan.Scaled(16), 3, padding: 1, bias: false).BatchNorm().ReLU();
        for (var stage = 0; stage < 3; stage++)
        {
            var filters = plan.Scaled(16 << stage);
            Stage(net, stage, blocks, stage > 0, (b, stride) => Basic(b, filters, stride));
        }

        return net.GlobalAveragePool().Dense(net.ClassCount);
    }

    /// <summary>The form for photos: a 7x7 convolution and pooling, each of step 2 (on small pictures one 3x3 convolution), then four stages
    /// of 64 to 512 filters.</summary>
    /// <param name="plan">Builder and width.</param>
    /// <param name="blocks">Blocks per stage.</param>
    /// <param name="bottleneck">Whether a block is 1x1, 3x3 and 1x1 with four times the filters, and not twice 3x3.</param>
    public static CnnBuilder Photo(NetworkPlan plan, int[] blocks, bool bottleneck = false)
    {
        var net = plan.IsSmall
            ? plan.Net.Conv2D(plan.Scaled(64), 3, padding: 1, bias: false).BatchNorm().ReLU()
            : plan.Net.Conv2D(plan.Scaled(64), 7, stride: 2, padding: 3, bias: false).BatchNorm().ReLU().MaxPool(3, 2, 1);
        for (var stage = 0; stage < blocks.Length; stage++)
        {
            var filters = plan.Scaled(64 << stage);
            Stage(net, stage, blocks[stage], stage > 0, (b, stride) => bottleneck
                ? Bottleneck(b, filters, stride)
                : Basic(b, filters, stride));
        }

        return net.GlobalAveragePool().Dense(net.ClassCount);
    }

    private static void Stage(CnnBuilder net, int stage, int blocks, bool halve, Func<CnnBuilder, int, CnnBuilder> block)
    {
        for (var i = 0; i < blocks; i++)
        {
            var stride = halve && i == 0 ? 2 : 1;
            net.Block($"layer{stage + 1}.{i}", b => block(b, stride));
        }
    }

    private static CnnBuilder Basic(CnnBuilder net, int filters, int stride) => net.Residual(
        body => body.Conv2D(filters, 3, stride, 1, bias: false).BatchNorm().ReLU().Conv2D(filters, 3, padding: 1, bias: false).BatchNorm(scale: 0),
        Shortcut(net, filters, stride)).ReLU();

    private static CnnBuilder Bottleneck(CnnBuilder net, int filters, int stride) => net.Residual(
        body => body.Conv2D(filters, 1, bias: false).BatchNorm().ReLU().Conv2D(filters, 3, stride, 1, bias: false).BatchNorm().ReLU()
            .Conv2D(4 * filters, 1, bias: false).BatchNorm(scale: 0),
        Shortcut(net, 4 * filters, stride)).ReLU();

    private static Func<CnnBuilder, CnnBuilder>? Shortcut(CnnBuilder net, int filters, int stride) =>
        stride == 1 && net.Shape.Channels == filters ? null
            : shortcut => shortcut.Block("downsample", s => s.Conv2D(filters, 1, stride, 0, bias: false).BatchNorm());
}
