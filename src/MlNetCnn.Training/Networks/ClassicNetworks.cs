namespace MlNetCnn.Training.Networks;

/// <summary>The earliest networks: a sequence of convolutions, then dense layers.</summary>
internal static class ClassicNetworks
{
    private const int AlexNetGrid = 6;
    private const int VggGrid = 7;
    private const double Dropout = 0.5;

    /// <summary>Builds LeNet-5: Lecun et al., "Gradient-based learning applied to document recognition", 1998; with plain average pooling and softmax
    /// instead of the paper's trained ones.</summary>
    /// <param name="plan">Builder and width.</param>
    public static CnnBuilder LeNet(NetworkPlan plan)
    {
        var net = plan.Net;
        return net.Conv2D(plan.Scaled(6), 5, padding: Padding.Valid).Tanh().AveragePool(2)
            .Conv2D(plan.Scaled(16), 5, padding: Padding.Valid).Tanh().AveragePool(2)
            .Flatten().Dense(plan.Scaled(120)).Tanh().Dense(plan.Scaled(84)).Tanh().Dense(net.ClassCount);
    }

    /// <summary>Builds AlexNet in the form of Krizhevsky, https://arxiv.org/abs/1404.5997, as in torchvision. For small images the first convolution
    /// is 3x3 with a stride of 1.</summary>
    /// <param name="plan">Builder and width.</param>
    public static CnnBuilder AlexNet(NetworkPlan plan)
    {
        var net = plan.IsSmall ? plan.Net.Conv2D(plan.Scaled(64), 3, padding: 1) : plan.Net.Conv2D(plan.Scaled(64), 11, stride: 4, padding: 2);
        return net.ReLU().MaxPool(3, 2)
            .Conv2D(plan.Scaled(192), 5, padding: 2).ReLU().MaxPool(3, 2)
            .Conv2D(plan.Scaled(384), 3, padding: 1).ReLU()
            .Conv2D(plan.Scaled(256), 3, padding: 1).ReLU()
            .Conv2D(plan.Scaled(256), 3, padding: 1).ReLU().MaxPool(3, 2)
            .PoolToGrid(AlexNetGrid).Flatten()
            .Dropout(Dropout).Dense(plan.Scaled(4096)).ReLU()
            .Dropout(Dropout).Dense(plan.Scaled(4096)).ReLU().Dense(net.ClassCount);
    }

    /// <summary>Builds VGG without normalization: Simonyan and Zisserman, https://arxiv.org/abs/1409.1556.</summary>
    /// <param name="plan">Builder and width.</param>
    /// <param name="layers">The number of convolutions in each of the five stages.</param>
    public static CnnBuilder Vgg(NetworkPlan plan, int[] layers)
    {
        var net = plan.Net;
        foreach (var (stage, count) in layers.Index())
        {
            for (var i = 0; i < count; i++)
            {
                net.Conv2D(plan.Scaled(Math.Min(64 << stage, 512)), 3, padding: 1).ReLU();
            }

            net.MaxPool(2);
        }

        return net.PoolToGrid(VggGrid).Flatten().Dense(plan.Scaled(4096)).ReLU().Dropout(Dropout)
            .Dense(plan.Scaled(4096)).ReLU().Dropout(Dropout).Dense(net.ClassCount);
    }

    // At the published size the map already has the size of the grid. A smaller map stays unchanged, and the dense layer after it is smaller; a
    // larger one is averaged to the grid in windows of one size, which are those of adaptive pooling if the grid divides the map.
    private static CnnBuilder PoolToGrid(this CnnBuilder net, int grid)
    {
        var (height, width) = (net.Shape.Height, net.Shape.Width);
        return height <= grid && width <= grid ? net : net.AveragePool(
            new Size2D(Window(height), Window(width)), new Size2D(Stride(height), Stride(width)));

        int Stride(int size) => Math.Max(1, size / grid);

        int Window(int size) => Math.Max(1, size - ((grid - 1) * Stride(size)));
    }
}
