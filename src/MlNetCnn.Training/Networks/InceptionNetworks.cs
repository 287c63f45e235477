namespace MlNetCnn.Training.Networks;

/// <summary>
/// Networks of parallel branches, each convolution with batch normalization and ReLU, without the auxiliary heads, as in torchvision: GoogLeNet
/// (Szegedy et al., https://arxiv.org/abs/1409.4842), whose 5x5 branch is 3x3 there, and Inception v3 (https://arxiv.org/abs/1512.00567).
/// </summary>
internal static class InceptionNetworks
{
    private const double Epsilon = 1e-3;

    /// <summary>Builds GoogLeNet. For small images the first convolution is 3x3 with a stride of 1, and there is no pooling before the branches.</summary>
    /// <param name="plan">Builder and width.</param>
    public static CnnBuilder GoogLeNet(NetworkPlan plan)
    {
        var net = plan.IsSmall
            ? Unit(plan, plan.Net, 64, 3)
            : Unit(plan, plan.Net, 64, 7, 2, 3).MaxPool(3, 2, Padding.Same);
        Unit(plan, Unit(plan, net, 64, 1), 192, 3);
        if (!plan.IsSmall)
        {
            net.MaxPool(3, 2, Padding.Same);
        }

        Module("3a", 64, 96, 128, 16, 32, 32);
        Module("3b", 128, 128, 192, 32, 96, 64).MaxPool(3, 2, Padding.Same);
        Module("4a", 192, 96, 208, 16, 48, 64);
        Module("4b", 160, 112, 224, 24, 64, 64);
        Module("4c", 128, 128, 256, 24, 64, 64);
        Module("4d", 112, 144, 288, 32, 64, 64);
        Module("4e", 256, 160, 320, 32, 128, 128).MaxPool(2, 2, Padding.Same);
        Module("5a", 256, 160, 320, 32, 128, 128);
        return Module("5b", 384, 192, 384, 48, 128, 128).GlobalAveragePool().Dropout(0.2).Dense(net.ClassCount);

        CnnBuilder Module(string name, int one, int reduceThree, int three, int reduceFive, int five, int pool) => net.Block(
            $"inception{name}", module => module.Branches(
                b => Unit(plan, b, one, 1),
                b => Unit(plan, Unit(plan, b, reduceThree, 1), three, 3),
                b => Unit(plan, Unit(plan, b, reduceFive, 1), five, 3),
                b => Unit(plan, b.MaxPool(3, 1, Padding.Same), pool, 1)));
    }

    /// <summary>Builds Inception v3, which has no special start for small images.</summary>
    /// <param name="plan">Builder and width.</param>
    public static CnnBuilder V3(NetworkPlan plan)
    {
        var net = plan.Net;
        Unit(plan, net, 32, 3, 2, Padding.Valid);
        Unit(plan, net, 32, 3, 1, Padding.Valid);
        Unit(plan, net, 64, 3).MaxPool(3, 2);
        Unit(plan, net, 80, 1);
        Unit(plan, net, 192, 3, 1, Padding.Valid).MaxPool(3, 2);
        foreach (var (name, pool) in new[] { ("5b", 32), ("5c", 64), ("5d", 64) })
        {
            net.Block($"mixed{name}", module => ModuleA(plan, module, pool));
        }

        net.Block("mixed6a", module => module.Branches(
            b => Unit(plan, b, 384, 3, 2, Padding.Valid),
            b => Unit(plan, Unit(plan, Unit(plan, b, 64, 1), 96, 3), 96, 3, 2, Padding.Valid),
            b => b.MaxPool(3, 2)));
        foreach (var (name, narrow) in new[] { ("6b", 128), ("6c", 160), ("6d", 160), ("6e", 192) })
        {
            net.Block($"mixed{name}", module => ModuleC(plan, module, narrow));
        }

        net.Block("mixed7a", module => module.Branches(
            b => Unit(plan, Unit(plan, b, 192, 1), 320, 3, 2, Padding.Valid),
            b => Unit(plan, Unit(plan, Unit(plan, Unit(plan, b, 192, 1), 192, (1, 7)), 192, (7, 1)), 192, 3, 2, Padding.Valid),
            b => b.MaxPool(3, 2)));
        foreach (var name in new[] { "7b", "7c" })
        {
            net.Block($"mixed{name}", module => ModuleE(plan, module));
        }

        return net.GlobalAveragePool().Dropout(0.5).Dense(net.ClassCount);
    }

    private static CnnBuilder ModuleA(NetworkPlan plan, CnnBuilder net, int pool) => net.Branches(
        b => Unit(plan, b, 64, 1),
        b => Unit(plan, Unit(plan, b, 48, 1), 64, 5),
        b => Unit(plan, Unit(plan, Unit(plan, b, 64, 1), 96, 3), 96, 3),
        b => Unit(plan, Mean(b), pool, 1));

    private static CnnBuilder ModuleC(NetworkPlan plan, CnnBuilder net, int narrow) => net.Branches(
        b => Unit(plan, b, 192, 1),
        b => Unit(plan, Unit(plan, Unit(plan, b, narrow, 1), narrow, (1, 7)), 192, (7, 1)),
        b => Unit(plan, Unit(plan, Unit(plan, Unit(plan, Unit(plan, b, narrow, 1), narrow, (7, 1)), narrow, (1, 7)), narrow, (7, 1)), 192, (1, 7)),
        b => Unit(plan, Mean(b), 192, 1));

    private static CnnBuilder ModuleE(NetworkPlan plan, CnnBuilder net) => net.Branches(
        b => Unit(plan, b, 320, 1),
        b => Cross(plan, Unit(plan, b, 384, 1)),
        b => Cross(plan, Unit(plan, Unit(plan, b, 448, 1), 384, 3)),
        b => Unit(plan, Mean(b), 192, 1));

    private static CnnBuilder Cross(NetworkPlan plan, CnnBuilder net) =>
        net.Branches(b => Unit(plan, b, 384, (1, 3)), b => Unit(plan, b, 384, (3, 1)));

    private static CnnBuilder Mean(CnnBuilder net) => net.AveragePool(3, 1, Padding.Same);

    private static CnnBuilder Unit(NetworkPlan plan, CnnBuilder net, int filters, Size2D kernel, int stride = 1, Padding padding = default) =>
        net.Conv2D(plan.Scaled(filters), kernel, stride, padding, bias: false).BatchNorm(Epsilon).ReLU();
}
