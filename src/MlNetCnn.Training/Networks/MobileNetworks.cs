namespace MlNetCnn.Training.Networks;

/// <summary>MobileNetV2: Sandler et al., https://arxiv.org/abs/1801.04381, as in torchvision.</summary>
internal static class MobileNetworks
{
    // Widths are multiples of 8, which processors handle most efficiently.
    private const int Divisor = 8;

    // Expansion factor, filters, blocks and stride of each stage: table 2 of the paper.
    private static readonly (int Expansion, int Filters, int Blocks, int Stride)[] Stages =
    [
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ];

    /// <summary>Builds the network. For small images the first convolution and the first strided stage do not halve the map.</summary>
    /// <param name="plan">Builder and width; the last convolution never gets fewer than 1280 filters.</param>
    public static CnnBuilder V2(NetworkPlan plan)
    {
        var net = Unit(plan.Net, Even(32 * plan.Width), 3, plan.IsSmall ? 1 : 2);
        foreach (var (stage, (expansion, width, blocks, step)) in Stages.Index())
        {
            for (var i = 0; i < blocks; i++)
            {
                var stride = i == 0 && !(plan.IsSmall && stage == 1) ? step : 1;
                net.Block($"stage{stage + 1}.{i}", b => Inverted(b, expansion, Even(width * plan.Width), stride));
            }
        }

        return Unit(net, Even(1280 * Math.Max(1, plan.Width)), 1, 1).GlobalAveragePool().Dropout(0.2).Dense(net.ClassCount);
    }

    // Wide inside and narrow at both ends; no activation at the narrow end.
    private static CnnBuilder Inverted(CnnBuilder net, int expansion, int filters, int stride)
    {
        return stride == 1 && net.Shape.Channels == filters ? net.Residual(Body) : Body(net);

        CnnBuilder Body(CnnBuilder body)
        {
            if (expansion > 1)
            {
                Unit(body, body.Shape.Channels * expansion, 1, 1);
            }

            return body.DepthwiseConv2D(3, stride, 1, bias: false).BatchNorm().ReLU6().Conv2D(filters, 1, bias: false).BatchNorm();
        }
    }

    private static CnnBuilder Unit(CnnBuilder net, int filters, int kernel, int stride) =>
        net.Conv2D(filters, kernel, stride, kernel / 2, bias: false).BatchNorm().ReLU6();

    // The nearest multiple, unless it is more than a tenth smaller.
    private static int Even(double filters)
    {
        var even = Math.Max(Divisor, (int)(filters + (Divisor / 2)) / Divisor * Divisor);
        return even < 0.9 * filters ? even + Divisor : even;
    }
}
