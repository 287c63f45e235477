namespace MlNetCnn.Training.Networks;

/// <summary>The named network architectures for training from scratch, from LeNet to SENet.</summary>
public static class CnnNetworks
{
    private const string ResNetPaper = "https://arxiv.org/abs/1512.03385";
    private const string LeNetPaper = "LeCun et al., Gradient-based learning applied to document recognition, 1998";
    private const string SqueezePaper = "https://arxiv.org/abs/1709.01507";

    /// <summary>All networks, in natural order of their names.</summary>
    public static IReadOnlyList<CnnNetwork> All { get; } = [.. Create().OrderBy(network => network.Name, NaturalOrder.Comparer)];

    /// <summary>The names of all networks.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(network => network.Name)];

    /// <summary>Returns a network by its name.</summary>
    /// <param name="name">The name; not case-sensitive.</param>
    /// <exception cref="MlNetCnnException"><c>NETWORK_UNKNOWN</c>: there is no network of that name.</exception>
    public static CnnNetwork Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(network => string.Equals(network.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.NetworkUnknown, $"there is no network named '{name}'",
                expected: $"a name such as {string.Join(", ", NearestNames.Find(name, Names))}",
                fix: "check the spelling, or use a name from CnnNetworks.All");
    }

    private static IEnumerable<CnnNetwork> Create() =>
    [
        new(
            "simple-cnn", "Blocks of convolution, normalization, ReLU and pooling: the network of the tutorial.", "", 64, 16, SimpleNetworks.Cnn,
            depth: 4),
        new("mlp", "A multilayer perceptron: dense layers on the flattened image.", "", 64, 1, SimpleNetworks.Mlp, depth: 2),
        new("lenet", "LeNet-5, 1998: two convolutions with tanh and pooling, three dense layers.", LeNetPaper, 32, 16, ClassicNetworks.LeNet),
        new(
            "alexnet", "AlexNet, 2012: five convolutions, three wide dense layers with dropout.", "https://arxiv.org/abs/1404.5997", 224, 16,
            ClassicNetworks.AlexNet),
        Vgg(11, [1, 1, 2, 2, 2]),
        Vgg(16, [2, 2, 3, 3, 3]),
        CifarResNet(20, 3),
        CifarResNet(32, 5),
        CifarResNet(44, 7),
        CifarResNet(56, 9),
        CifarResNet(20, 3, squeeze: true),
        ImageNetResNet(18, [2, 2, 2, 2]),
        ImageNetResNet(34, [3, 4, 6, 3]),
        ImageNetResNet(50, [3, 4, 6, 3], bottleneck: true),
        ImageNetResNet(18, [2, 2, 2, 2], squeeze: true),
        ImageNetResNet(34, [3, 4, 6, 3], squeeze: true),
        ImageNetResNet(50, [3, 4, 6, 3], bottleneck: true, squeeze: true),
        new(
            "senet154", "SENet-154, winner of ILSVRC 2017: grouped bottlenecks with squeeze-and-excitation.", SqueezePaper, 224, 16,
            ResidualNetworks.SeNet154),
        new(
            "googlenet", "GoogLeNet, 2014: parallel branches of 1x1, 3x3 and pooling.", "https://arxiv.org/abs/1409.4842", 224, 16,
            InceptionNetworks.GoogLeNet),
        new(
            "inception-v3", "Inception v3, 2015: branches with 1x7 and 7x1 convolutions.", "https://arxiv.org/abs/1512.00567", 299, 75,
            InceptionNetworks.V3),
        new(
            "mobilenet-v2", "MobileNetV2, 2018: depthwise convolutions in inverted residual blocks.", "https://arxiv.org/abs/1801.04381", 224, 16,
            MobileNetworks.V2),
    ];

    private static CnnNetwork Vgg(int layers, int[] convolutions) => new(
        $"vgg{layers}", $"VGG, 2014, with {layers} layers: 3x3 convolutions, three wide dense layers with dropout.", "https://arxiv.org/abs/1409.1556",
        224, 32, plan => ClassicNetworks.Vgg(plan, convolutions));

    private static CnnNetwork CifarResNet(int layers, int blocks, bool squeeze = false) => new(
        $"{(squeeze ? "se-" : "")}resnet{layers}", $"ResNet with {layers} layers for small images (CIFAR){Squeezed(squeeze)}.",
        squeeze ? SqueezePaper : ResNetPaper, 32, 8, plan => ResidualNetworks.Cifar(plan, blocks, squeeze));

    private static CnnNetwork ImageNetResNet(int layers, int[] blocks, bool bottleneck = false, bool squeeze = false) => new(
        $"{(squeeze ? "se-" : "")}resnet{layers}", $"ResNet with {layers} layers{(bottleneck ? " in bottlenecks" : "")}{Squeezed(squeeze)}.",
        squeeze ? SqueezePaper : ResNetPaper, 224, 16, plan => ResidualNetworks.ImageNetForm(plan, blocks, bottleneck, squeeze));

    private static string Squeezed(bool squeeze) => squeeze ? ", with squeeze-and-excitation" : "";
}
