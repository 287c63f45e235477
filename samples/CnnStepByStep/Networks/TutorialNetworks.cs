namespace CnnStepByStep;

/// <summary>The networks that the tutorial measures: simple-cnn, and its variants with one change.</summary>
internal static class TutorialNetworks
{
    /// <summary>The networks by name.</summary>
    public static IReadOnlyList<(string Name, Func<CnnBuilder, CnnBuilder> Layers)> All { get; } =
    [
        ("simple-cnn", net => WithStride(net, 1)),
        ("stride 2", net => WithStride(net, 2)),
        ("stride 3", net => WithStride(net, 3)),
        ("no padding", net => Average(Blocks(net, padding: Padding.Valid))),
        ("flatten", net => FlattenAlone(Blocks(net))),
        ("flatten and 512 units", net => FlattenWide(Blocks(net))),
    ];

    // begin: stride-network
    /// <summary>simple-cnn, whose first convolution moves by the stride.</summary>
    public static CnnBuilder WithStride(CnnBuilder net, int stride) => net
        .Conv2D(32, kernel: 3, stride: stride).BatchNorm().ReLU().MaxPool(2)
        .Conv2D(64, kernel: 3).BatchNorm().ReLU().MaxPool(2)
        .Conv2D(128, kernel: 3).BatchNorm().ReLU().MaxPool(2)
        .Conv2D(256, kernel: 3).BatchNorm().ReLU().MaxPool(2)
        .GlobalAveragePool().Dropout(0.3).Dense(net.ClassCount);
    // end

    // begin: heads
    /// <summary>The mean of each channel, then the classes.</summary>
    public static CnnBuilder Average(CnnBuilder net) => net.GlobalAveragePool().Dropout(0.3).Dense(net.ClassCount);

    /// <summary>All numbers of the map, then the classes.</summary>
    public static CnnBuilder FlattenAlone(CnnBuilder net) => net.Flatten().Dropout(0.3).Dense(net.ClassCount);

    /// <summary>All numbers of the map, a hidden layer, then the classes.</summary>
    public static CnnBuilder FlattenWide(CnnBuilder net) => net.Flatten().Dense(512).ReLU().Dropout(0.3).Dense(net.ClassCount);
    // end

    /// <summary>Adds the four blocks of simple-cnn.</summary>
    /// <param name="net">The builder.</param>
    /// <param name="padding">The padding of the convolutions.</param>
    public static CnnBuilder Blocks(CnnBuilder net, Padding padding = default)
    {
        foreach (var filters in new[] { 32, 64, 128, 256 })
        {
            net.Conv2D(filters, kernel: 3, padding: padding).BatchNorm().ReLU().MaxPool(2);
        }

        return net;
    }
}
