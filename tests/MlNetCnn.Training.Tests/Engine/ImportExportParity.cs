using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

/// <summary>The engine computes the same as ONNX Runtime, to 1e-4 relative to the size of the numbers, before and after training.</summary>
public sealed class ImportExportParity
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Architectures =>
        ["ResNet-50", "SE-ResNet", "Inception v3", "DenseNet", "EfficientNet", "MobileNetV3", "ConvNeXt"];

    [Fact]
    public void Forward_DefaultBackbone_EqualsOnnxRuntime()
    {
        var graph = Backbone.Default.FeatureGraph;
        long[] shape = [2, 3, 224, 224];
        var values = Parity.Values(GraphEditor.Image, shape);
        using var module = new GraphModule(graph, "bundled");
        Assert.True(Parity.Difference(Parity.InRuntime(graph, values, shape), Parity.InEngine(module, values, shape)) < Tolerance);
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Forward_Architecture_EqualsOnnxRuntime(string name)
    {
        var graph = Networks.Make(name);
        var shape = ShapeOf(graph);
        var values = Parity.Values("input", shape);
        var expected = Parity.InRuntime(graph, values, shape);
        Assert.True(expected.Distinct().Count() > 2, "the network returns the same for everything");
        foreach (var channelsLast in (bool[])[true, false])
        {
            using var module = new GraphModule(graph, name, new GraphModuleOptions { ChannelsLast = channelsLast });
            Assert.True(Parity.Difference(expected, Parity.InEngine(module, values, shape)) < Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void ToGraph_AfterTraining_ComputesTheSameAsTheModule(string name)
    {
        var graph = Networks.Make(name);
        var shape = ShapeOf(graph);
        var values = Parity.Values("input", shape);
        using var module = new GraphModule(graph, name);
        var before = Parity.InEngine(module, values, shape);
        Steps(module, values, shape);
        module.Evaluate();
        var trained = Parity.InEngine(module, values, shape);
        Assert.True(Parity.Difference(before, trained) > 0.01, "training changed nothing");
        foreach (var fold in (bool[])[false, true])
        {
            var exported = module.ToGraph(fold);
            Assert.True(Parity.Difference(trained, Parity.InRuntime(exported, values, shape)) < Tolerance);
            Assert.Equal(graph.Proto.Input, exported.Proto.Input);
            Assert.Equal(graph.Proto.Output, exported.Proto.Output);
        }
    }

    private static void Steps(GraphModule module, float[] values, long[] shape)
    {
        using var scope = NewDisposeScope();
        module.Train(updateStatistics: true);
        using var optimizer = optim.SGD(module.Parameters.Values, 0.02);
        var (images, labels) = (tensor(values, shape), tensor([1L, 4L]));
        for (var step = 0; step < 3; step++)
        {
            optimizer.zero_grad();
            nn.functional.cross_entropy(module.Forward(images), labels).backward();
            optimizer.step();
        }
    }

    private static long[] ShapeOf(OnnxGraph graph) => [2, .. graph.Inputs[0].Shape()!.Skip(1).Select(size => size!.Value)];
}
