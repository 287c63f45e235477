namespace MlNetCnn.Training.Networks;

/// <summary>The networks that came first: convolutions one behind the other, then dense layers.</summary>
internal static class ClassicNetworks
{
    private const int AlexNetGrid = 6;
    private const int VggGrid = 7;
    private const double Dropout = 0.5;

    /// <summary>LeNet-5: Lecun et al., "Gradient-based learning applied to document recognition", 1998; with plain average pooling and
    /// softmax in place of the paper's trained ones.</summary>
    /// <param name="plan">Builder and width.</param>
    public static CnnBuilder LeNet(NetworkPlan plan)
    {
        var net = plan.Net;
        return net.Conv2D(plan.Scaled(6), 5, padding: Padding.Valid).Tanh().AveragePool(2)
            .Conv2D(plan.Scaled(16), 5, padding: Padding.Valid).Tanh().AveragePool(2)
            .Flatten().Dense(plan.Scaled(120)).Tanh().Dense(plan.Scaled(84)).Tanh().Dense(net.ClassCount);
    }

    /// <summary>AlexNet in the form of Krizhevsky, https://arxiv.org/abs/1404.5997, as torchvision has it. On small pictures the first
    /// convolution is 3x3 without a step.</summary>
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

    /// <summary>VGG without normalisation: Simonyan and Zisserman, https://arxiv.org/abs/1409.1556.</summary>
    /// <param name="plan">Builder and width.</param>
    /// <param name="layers">Convolutions in each of the five stages.</param>
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

    // At the published size the map has the grid's size already. A smaller map stays as it is, and the dense layer behind it is smaller; a
    // larger one is averaged to the grid in windows of one size, which are those of adaptive pooling where the grid divides the map.
    private static CnnBuilder PoolToGrid(this CnnBuilder net, int grid)
    {
        var (height, width) = (net.Shape.Height, net.Shape.Width);
        return height <= grid && width <= grid ? net : net.AveragePool(
            new Size2D(Window(height), Window(width)), new Size2D(Stride(height), Stride(width)));

        int Stride(int size) => Math.Max(1, size / grid);

        int Window(int size) => Math.Max(1, size - ((grid - 1) * Stride(size)));
    }
}
