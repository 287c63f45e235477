namespace MlNetCnn.Training;

/// <summary>The networks that are known by name, from LeNet on, to be trained from scratch.</summary>
public static class CnnNetworks
{
    private const string ResNetPaper = "https://arxiv.org/abs/1512.03385";

    /// <summary>Every network, in natural order of names.</summary>
    public static IReadOnlyList<CnnNetwork> All { get; } = [.. Create().OrderBy(network => network.Name, NaturalOrder.Comparer)];

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(network => network.Name)];

    /// <summary>Finds a network.</summary>
    /// <param name="name">Its name; small letters and capitals are the same.</param>
    /// <exception cref="MlNetCnnException"><c>NETWORK_UNKNOWN</c>: there is none of that name.</exception>
    public static CnnNetwork Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(network => string.Equals(network.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new MlNetCnnException(
                FaultKind.Usage, "NETWORK_UNKNOWN", "there is no network of that name", $"one of {string.Join(", ", Names)}", $"'{name}'",
                $"did you mean {string.Join(", ", NearestNames.Find(name, Names))}?");
    }

    private static IEnumerable<CnnNetwork> Create() =>
    [
        new("simple-cnn", "Blocks of convolution, normalisation, ReLU and pooling: the network of the tutorial.", "", 64, 16, SimpleNetworks.Cnn)
        {
            Depth = 4,
        },
        new("mlp", "Flatten and dense layers alone: the network before CNNs.", "", 64, 1, SimpleNetworks.Mlp) { Depth = 2 },
        CifarResNet(20, 3),
        PhotoResNet(18, [2, 2, 2, 2]),
    ];

    private static CnnNetwork CifarResNet(int layers, int blocks) => new(
        $"resnet{layers}", $"The residual network of {layers} layers for small pictures (CIFAR).", ResNetPaper, 32, 8,
        plan => ResidualNetworks.Cifar(plan, blocks));

    private static CnnNetwork PhotoResNet(int layers, int[] blocks) => new(
        $"resnet{layers}", $"The residual network of {layers} layers.", ResNetPaper, 224, 16, plan => ResidualNetworks.Photo(plan, blocks));
}
