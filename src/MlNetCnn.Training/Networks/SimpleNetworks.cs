namespace MlNetCnn.Training.Networks;

/// <summary>The networks of the tutorial: a small CNN, and a multilayer perceptron.</summary>
internal static class SimpleNetworks
{
    private const int FirstFilters = 32;
    private const int MaxFilters = 256;
    private const int HiddenUnits = 512;
    private const double Dropout = 0.3;

    /// <summary>Builds blocks of a 3x3 convolution, batch normalization, ReLU and 2x2 pooling, each with twice as many filters up to 256; then global
    /// average pooling, dropout and a dense layer.</summary>
    /// <param name="plan">Builder, width and number of blocks.</param>
    public static CnnBuilder Cnn(NetworkPlan plan)
    {
        var net = plan.Net;
        for (var block = 0; block < plan.Depth; block++)
        {
            var filters = Math.Min(FirstFilters << Math.Min(block, 8), MaxFilters);
            net.Block($"block{block + 1}", b => b.Conv2D(plan.Scaled(filters), kernel: 3).BatchNorm().ReLU().MaxPool(2));
        }

        return net.GlobalAveragePool().Dropout(Dropout).Dense(net.ClassCount);
    }

    /// <summary>Builds a multilayer perceptron: hidden layers of 512 units with ReLU, then the classes.</summary>
    /// <param name="plan">Builder, width and number of hidden layers.</param>
    public static CnnBuilder Mlp(NetworkPlan plan)
    {
        var net = plan.Net.Flatten();
        for (var layer = 0; layer < plan.Depth; layer++)
        {
            net.Dense(plan.Scaled(HiddenUnits)).ReLU();
        }

        return net.Dense(net.ClassCount);
    }
}
