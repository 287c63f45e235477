namespace MlNetCnn.Training.Networks;

/// <summary>
/// ResNets, with or without squeeze-and-excitation. He et al., https://arxiv.org/abs/1512.03385; Hu et al., https://arxiv.org/abs/1709.01507. As in
/// torchvision, the stride of a bottleneck is in its 3x3 convolution, and a shortcut that changes the shape is a 1x1 convolution. The last
/// normalization of a body is initialized to 0 (Goyal et al., https://arxiv.org/abs/1706.02677).
/// </summary>
internal static class ResidualNetworks
{
    private const int Reduction = 16;

    /// <summary>Builds the form for CIFAR: one 3x3 convolution, then three stages of 16, 32 and 64 filters at full, half and quarter size.</summary>
    /// <param name="plan">Builder and width.</param>
    /// <param name="blocks">The number of blocks of two convolutions per stage: (layers - 2) / 6.</param>
    /// <param name="squeeze">Whether blocks end in squeeze-and-excitation.</param>
    public static CnnBuilder Cifar(NetworkPlan plan, int blocks, bool squeeze)
    {
        var net = plan.Net.Conv2D(plan.Scaled(16), 3, padding: 1, bias: false).BatchNorm().ReLU();
        for (var stage = 0; stage < 3; stage++)
        {
            var filters = plan.Scaled(16 << stage);
            Stage(net, stage, blocks, (b, stride) => Basic(b, filters, stride, squeeze));
        }

        return net.GlobalAveragePool().Dense(net.ClassCount);
    }

    /// <summary>Builds the form for ImageNet: a 7x7 convolution and pooling, each with a stride of 2 (for small images one 3x3 convolution), then
    /// four stages of 64 to 512 filters.</summary>
    /// <param name="plan">Builder and width.</param>
    /// <param name="blocks">The number of blocks per stage.</param>
    /// <param name="bottleneck">Whether a block is 1x1, 3x3 and 1x1 with four times the filters, instead of twice 3x3.</param>
    /// <param name="squeeze">Whether blocks end in squeeze-and-excitation.</param>
    public static CnnBuilder ImageNetForm(NetworkPlan plan, int[] blocks, bool bottleneck, bool squeeze)
    {
        var net = plan.IsSmall
            ? Unit(plan.Net, plan.Scaled(64), 3)
            : Unit(plan.Net, plan.Scaled(64), 7, 2).MaxPool(3, 2, 1);
        for (var stage = 0; stage < blocks.Length; stage++)
        {
            var filters = plan.Scaled(64 << stage);
            Stage(net, stage, blocks[stage], (b, stride) => bottleneck
                ? Bottleneck(b, filters, stride, squeeze)
                : Basic(b, filters, stride, squeeze));
        }

        return net.GlobalAveragePool().Dense(net.ClassCount);
    }

    /// <summary>Builds SENet-154: bottlenecks whose 3x3 convolution is twice as wide and in 64 groups, three 3x3 convolutions at the start, and 3x3
    /// convolutions in the shortcuts. For small images the start has no stride and no pooling.</summary>
    /// <param name="plan">Builder and width.</param>
    public static CnnBuilder SeNet154(NetworkPlan plan)
    {
        var net = Unit(Unit(Unit(plan.Net, plan.Scaled(64), 3, plan.IsSmall ? 1 : 2), plan.Scaled(64), 3), plan.Scaled(128), 3);
        if (!plan.IsSmall)
        {
            net.MaxPool(3, 2, Padding.Same);
        }

        foreach (var (stage, blocks) in new[] { 3, 8, 36, 3 }.Index())
        {
            var filters = plan.Scaled(64 << stage);
            Stage(net, stage, blocks, (b, stride) => Grouped(b, filters, stride, stage == 0 ? 1 : 3));
        }

        return net.GlobalAveragePool().Dropout(0.2).Dense(net.ClassCount);
    }

    private static void Stage(CnnBuilder net, int stage, int blocks, Func<CnnBuilder, int, CnnBuilder> block)
    {
        for (var i = 0; i < blocks; i++)
        {
            var stride = stage > 0 && i == 0 ? 2 : 1;
            net.Block($"layer{stage + 1}.{i}", b => block(b, stride));
        }
    }

    private static CnnBuilder Basic(CnnBuilder net, int filters, int stride, bool squeeze) => net.Residual(
        body => Last(Unit(body, filters, 3, stride), filters, 3, squeeze), Shortcut(net, filters, stride)).ReLU();

    private static CnnBuilder Bottleneck(CnnBuilder net, int filters, int stride, bool squeeze) => net.Residual(
        body => Last(Unit(Unit(body, filters, 1), filters, 3, stride), 4 * filters, 1, squeeze), Shortcut(net, 4 * filters, stride)).ReLU();

    private static CnnBuilder Grouped(CnnBuilder net, int filters, int stride, int shortcutKernel)
    {
        // 64 groups at full width; narrower networks have the largest number that divides their filters.
        var groups = (int)GreatestDivisor(64, 2 * filters);
        return net.Residual(
            body => Last(Unit(Unit(body, 2 * filters, 1), 4 * filters, 3, stride, groups), 4 * filters, 1, squeeze: true),
            Shortcut(net, 4 * filters, stride, shortcutKernel)).ReLU();
    }

    private static CnnBuilder Unit(CnnBuilder net, int filters, int kernel, int stride = 1, int groups = 1) =>
        net.Conv2D(filters, kernel, stride, kernel / 2, groups: groups, bias: false).BatchNorm().ReLU();

    private static CnnBuilder Last(CnnBuilder body, int filters, int kernel, bool squeeze)
    {
        body.Conv2D(filters, kernel, padding: kernel / 2, bias: false).BatchNorm(scale: 0);
        return squeeze ? body.SqueezeExcite(Reduction) : body;
    }

    private static Func<CnnBuilder, CnnBuilder>? Shortcut(CnnBuilder net, int filters, int stride, int kernel = 1) =>
        stride == 1 && net.Shape.Channels == filters ? null
            : shortcut => shortcut.Block("downsample", s => s.Conv2D(filters, kernel, stride, kernel / 2, bias: false).BatchNorm());

    private static long GreatestDivisor(long left, long right) => right == 0 ? left : GreatestDivisor(right, left % right);
}
