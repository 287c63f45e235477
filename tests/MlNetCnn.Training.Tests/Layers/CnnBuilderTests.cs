using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

public sealed class CnnBuilderTests
{
    [Fact]
    public void Build_Network_TakesImagesAndReturnsLogits()
    {
        var graph = new CnnBuilder(5, width: 32, height: 24, channels: 1).Conv2D(4).GlobalAveragePool().Dense(5).Build();

        Assert.Equal("float32 [N, 1, 24, 32]", Assert.Single(graph.Inputs).Describe());
        Assert.Equal(GraphEditor.Image, graph.Inputs[0].Name);
        Assert.Equal("float32 [N, 5]", Assert.Single(graph.Proto.Output).Describe());
        Assert.Equal(GraphEditor.Logits, graph.Proto.Output[0].Name);
        Assert.Equal(17, graph.Opset);
        Assert.Equal(["conv1.weight", "conv1.bias", "dense1.weight", "dense1.bias"], graph.Proto.Initializer.Select(weight => weight.Name));
    }

    [Fact]
    public void Build_SameSeed_GivesTheSameBytes()
    {
        Assert.Equal(Bytes(7), Bytes(7));
        Assert.NotEqual(Bytes(7), Bytes(8));

        static byte[] Bytes(long seed) =>
            CnnNetworks.Get("simple-cnn").With(width: 0.25).Build(new CnnBuilder(3, 16, 16, seed: seed)).Build().ToBytes();
    }

    [Fact]
    public void Build_Twice_GivesTheSameBytes()
    {
        var net = BuiltNetwork.New().Conv2D(4).Flatten().Dense(3);

        Assert.Equal(net.Build().ToBytes(), net.Build().ToBytes());
    }

    [Fact]
    public void Block_OwnFunction_IsNamedAndNumberedByItself()
    {
        var graph = BuiltNetwork.New().Block("first", Unit).Block("second", b => Unit(b).Block("inner", Unit)).Conv2D(2).Flatten().Dense(3).Build();

        string[] expected =
        [
            "first.conv1", "first.bn1", "first.relu1", "second.conv1", "second.bn1", "second.relu1", "second.inner.conv1", "second.inner.bn1",
            "second.inner.relu1", "conv1", "flatten1", "dense1",
        ];
        Assert.Equal(expected, graph.Proto.Node.Select(node => node.Name));

        static CnnBuilder Unit(CnnBuilder net) => net.Conv2D(4).BatchNorm().ReLU();
    }

    [Fact]
    public void Block_TheSameNameTwice_CountsOn() => Assert.Equal(
        ["a.relu1", "a.relu2"], BuiltNetwork.New().Block("a", b => b.ReLU()).Block("a", b => b.ReLU()).Layers.Layers.Select(layer => layer.Name));

    [Fact]
    public void Conv2D_BeforeBatchNorm_HasABiasOnlyIfRequested()
    {
        var net = BuiltNetwork.New().Conv2D(4).BatchNorm().Conv2D(4, bias: true).BatchNorm().Conv2D(4).ReLU().BatchNorm();

        Assert.Equal(
            [false, true, true],
            net.Layers.Layers.Where(layer => layer.Kind == "Conv2D").Select(layer => layer.Weights.Count == 2 && layer.Nodes[0].Input.Count == 3));
    }

    [Fact]
    public void BatchNorm_FreshNetwork_LearnsStatisticsByItsMomentum()
    {
        using var network = new BuiltNetwork(net => net.BatchNorm(momentum: 0.75));
        using var scope = NewDisposeScope();
        using var images = (BuiltNetwork.Images(8) * 2) + 5;

        network.Module.Train(updateStatistics: true);
        network.Forward(images);

        var expected = images.mean([0, 2, 3]) * 0.25;
        Assert.InRange((network.Module.Buffers["bn1.running_mean"] - expected).abs().max().item<float>(), 0, 1e-4f);
    }

    [Fact]
    public void Shape_LayerByLayer_IsThatOfTheLastLayer()
    {
        var net = new CnnBuilder(3, width: 30, height: 20);

        Assert.Equal("[3, 20, 30]", net.Shape.ToString());
        Assert.Equal("[8, 10, 15]", net.Conv2D(8, stride: 2).Shape.ToString());
        Assert.Equal("[8, 5, 7]", net.MaxPool(2).Shape.ToString());
        Assert.Equal("[8]", net.GlobalAveragePool().Shape.ToString());
        Assert.Equal(3, net.ClassCount);
    }

    [Fact]
    public void Operator_Unknown_ProposesNames()
    {
        var exception = Assert.Throws<MlNetCnnException>(() => BuiltNetwork.New().Operator("Softpluss"));

        Assert.Equal("LAYER_OPERATOR", exception.Code);
        Assert.Contains("Softplus", exception.Expected);
    }

    [Fact]
    public void Operator_WithWrongArguments_ReportsTheErrorOfOnnxRuntime()
    {
        var exception = Assert.Throws<MlNetCnnException>(() => BuiltNetwork.New().Operator("Conv", a => a.Weight("weight", [4, 2, 3, 3])));

        Assert.Equal("LAYER_OPERATOR", exception.Code);
        Assert.Contains("[3, 9, 8]", exception.Problem);
        Assert.NotNull(exception.Received);
    }

    [Fact]
    public void Operator_WithoutBatchAxis_IsRefused() => Assert.Equal(
        "LAYER_SHAPE", Assert.Throws<MlNetCnnException>(
            () => BuiltNetwork.New().Operator("Transpose", a => a.Attribute("perm", [1, 0, 2, 3]))).Code);

    [Fact]
    public void Operator_WithAWeight_IsTrained()
    {
        using var network = new BuiltNetwork(net => net.Conv2D(4).Operator("Mul", a => a.Weight("gain", [4, 1, 1], 0.5)));
        using var scope = NewDisposeScope();
        using var images = BuiltNetwork.Images();

        network.Module.Train();
        network.Module.Forward(images).sum().backward();

        Assert.Equal(0.5f, network.Module.Parameters["mul1.gain"].mean().item<float>());
        Assert.True(network.Module.Parameters["mul1.gain"].grad!.abs().min().item<float>() > 0);
    }
}
