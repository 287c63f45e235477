using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class NetworkSummaryTests
{
    // In millions; torchvision states them as GFLOPS with its weights.
    [Theory]
    [InlineData("alexnet", 224, 714)]
    [InlineData("vgg11", 224, 7_609)]
    [InlineData("vgg16", 224, 15_470)]
    [InlineData("resnet18", 224, 1_814)]
    [InlineData("resnet34", 224, 3_664)]
    [InlineData("resnet50", 224, 4_089)]
    [InlineData("googlenet", 224, 1_498)]
    [InlineData("inception-v3", 299, 5_713)]
    [InlineData("mobilenet-v2", 224, 301)]
    public void MultiplyAdds_AtTheUsualSize_AreAsPublished(string name, int size, long millions) =>
        Assert.InRange(Of(name, size).MultiplyAdds / 1e6, millions - 1, millions + 1);

    // Araujo et al., "Computing receptive fields of convolutional neural networks", 2019, tables; ResNet-50 with the stride in the 3x3 convolution
    // has 427, theirs, with the stride in the 1x1 convolution, 483.
    [Theory]
    [InlineData("alexnet", 224, 195)]
    [InlineData("vgg16", 224, 212)]
    [InlineData("inception-v3", 299, 1311)]
    [InlineData("mobilenet-v2", 224, 491)]
    [InlineData("resnet50", 224, 427)]
    [InlineData("resnet18", 224, 435)]
    public void ReceptiveField_AtTheUsualSize_IsAsPublished(string name, int size, int pixels) =>
        Assert.Equal(pixels, Of(name, size).ReceptiveField);

    [Fact]
    public void Of_Builder_DescribesEachLayer()
    {
        var net = new CnnBuilder(5, width: 32, height: 24).Conv2D(8, (3, 5), stride: 2).BatchNorm().ReLU().MaxPool(2)
            .Residual(b => b.DepthwiseConv2D(dilation: 2).SqueezeExcite(4)).GlobalAveragePool().Dense(5);

        var summary = NetworkSummary.Of(net);

        string[] names = ["conv1", "bn1", "relu1", "pool1", "conv2", "se1", "add1", "pool2", "dense1"];
        Assert.Equal(names, summary.Layers.Select(layer => layer.Name));
        string[] kinds = ["Conv2D", "BatchNorm", "ReLU", "MaxPool", "DepthwiseConv2D", "SqueezeExcite", "Add", "GlobalAveragePool", "Dense"];
        Assert.Equal(kinds, summary.Layers.Select(layer => layer.Kind));
        Assert.Equal([3L, 24, 32], summary.Input);
        Assert.Equal([8L, 3, 3, 5], summary.Layers[0].Filter);
        Assert.Equal(new Size2D(2, 2), summary.Layers[0].Stride);
        Assert.Equal([8L, 12, 16], summary.Layers[0].Output);
        Assert.Equal([2L, 2], summary.Layers[3].Filter);
        Assert.Equal([8L, 6, 8], summary.Layers[3].Output);
        Assert.Equal([5L, 8], summary.Layers[8].Filter);
        Assert.Equal([5L], summary.Layers[8].Output);

        long[] parameters = [8 * 3 * 15, 16, 0, 0, (8 * 9) + 8, (8 * 2) + 2 + (2 * 8) + 8, 0, 0, 45];
        Assert.Equal(parameters, summary.Layers.Select(layer => layer.Parameters));
        long[] multiplyAdds = [12 * 16 * 8 * 45, 0, 0, 0, 6 * 8 * 8 * 9, 32, 0, 0, 40];
        Assert.Equal(multiplyAdds, summary.Layers.Select(layer => layer.MultiplyAdds));

        // 3x5 with stride 2; pooling adds one step of 2; the taps of the dilated 3x3 are 2 steps of 4 apart; the gate is ignored.
        Size2D?[] fields = [(3, 5), (3, 5), (3, 5), (5, 7), (21, 23), (21, 23), (21, 23), null, null];
        Assert.Equal(fields, summary.Layers.Select(layer => layer.ReceptiveField));
        Assert.Equal(new Size2D(21, 23), summary.ReceptiveField);
    }

    public static TheoryData<string> Names() => [.. CnnNetworks.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Of_NamedNetwork_SumsUpAndIsThatOfItsGraph(string name)
    {
        var network = CnnNetworks.Get(name);
        var size = network.MinInputSize;
        var net = network.With(0.1).Build(new CnnBuilder(3, size, size));

        var summary = NetworkSummary.Of(net);
        var read = NetworkSummary.OfGraph(net.Build(), name, inputSize: null);

        Assert.Equal(summary.Layers.Sum(layer => layer.Parameters), summary.Parameters);
        Assert.Equal(summary.Layers.Sum(layer => layer.MultiplyAdds), summary.MultiplyAdds);
        Assert.Equal(1, summary.Layers.Sum(layer => layer.ParameterFraction), 1e-9);
        Assert.Equal(1, summary.Layers.Sum(layer => layer.MultiplyAddFraction), 1e-9);
        Assert.Equal((summary.Parameters, summary.MultiplyAdds, summary.ReceptiveField), (read.Parameters, read.MultiplyAdds, read.ReceptiveField));
        Assert.Equal(Rows(summary), Rows(read));
    }

    [Fact]
    public void Of_DefaultBackbone_IsItsFeaturesAndTheNewClassifier()
    {
        var features = NetworkSummary.Of(Backbone.Default);
        var classifier = NetworkSummary.Of(Backbone.Default, classCount: 5);

        Assert.Equal("Dense", classifier.Layers[^1].Kind);
        Assert.Equal(features.Parameters + (512 * 5) + 5, classifier.Parameters);
        Assert.Equal(features.MultiplyAdds + (512 * 5), classifier.MultiplyAdds);
        Assert.Equal(563, features.ReceptiveField);
        Assert.Throws<ArgumentOutOfRangeException>(() => NetworkSummary.Of(Backbone.Default, classCount: 1));
    }

    [Fact]
    public void OfFile_NetworkWithAClassifier_KeepsIt()
    {
        using var folder = new TemporaryFolder();
        var graph = CnnNetworks.Get("resnet18").Build(new CnnBuilder(1001, 224, 224)).Build();
        var path = folder.File("m.onnx");
        File.WriteAllBytes(path, graph.ToBytes());

        var summary = NetworkSummary.OfFile(path);

        var backbone = Backbone.FromFile(path, Preprocessing.None);
        Assert.Equal(NetworkSummary.Of(backbone).Parameters + (1001 * 512) + 1001, summary.Parameters);
        Assert.Equal([3L, 224, 224], summary.Input);
    }

    [Theory]
    [InlineData("ResNet-50")]
    [InlineData("SE-ResNet")]
    [InlineData("Inception v3")]
    [InlineData("DenseNet")]
    [InlineData("EfficientNet")]
    [InlineData("MobileNetV3")]
    [InlineData("ConvNeXt")]
    public void OfGraph_AnyNetwork_CountsTrainableParameters(string name)
    {
        var graph = Networks.Make(name);
        using var module = new GraphModule(graph, name);

        var summary = NetworkSummary.OfGraph(graph, name, inputSize: null);

        Assert.Equal(module.Parameters.Values.Sum(p => p.NumberOfElements), summary.Parameters);
        Assert.True(summary.MultiplyAdds > summary.Parameters);
        Assert.All(summary.Layers, layer => Assert.NotEmpty(layer.Output));
        Assert.Null(summary.Layers[^1].ReceptiveField);
    }

    // A layer of several nodes is several rows when a graph is read; the content is the same.
    private static IEnumerable<string> Rows(NetworkSummary summary) =>
        summary.Layers.Where(layer => layer.Kind is "Conv2D" or "DepthwiseConv2D" or "Dense" && !layer.Name.Contains(".se", StringComparison.Ordinal))
            .Select(layer => $"{layer.Kind} {string.Join('x', layer.Filter)} {layer.Stride} {string.Join('x', layer.Output)} {layer.Parameters} "
                + $"{layer.MultiplyAdds} {layer.ReceptiveField}");

    private static NetworkSummary Of(string name, int size) => NetworkSummary.Of(CnnNetworks.Get(name).Build(new CnnBuilder(1000, size, size)));
}
