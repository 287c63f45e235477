using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

public sealed class TrainingLayersTests
{
    private const double Fraction = 0.25;

    [Fact]
    public void StochasticDepth_InTraining_DropsTheBodyForWholeImagesAndScalesTheOthers()
    {
        using var network = new BuiltNetwork(net => net.StochasticDepth(Fraction));
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var images = BuiltNetwork.Images(400);

        network.Module.Train(random: random);
        var factors = (network.Forward(images) / images).flatten(1);

        var (min, max) = (factors.amin([1]), factors.amax([1]));
        Assert.InRange((max - min).abs().max().item<float>(), 0, 1e-4f);
        var kept = max.gt(0.5);
        Assert.InRange((max - (kept.to_type(ScalarType.Float32) / (1 - Fraction))).abs().max().item<float>(), 0, 1e-4f);
        Assert.InRange(kept.to_type(ScalarType.Float32).mean().item<float>(), 0.68, 0.82);
    }

    [Fact]
    public void StochasticDepth_BackwardPass_SkipsTheBodyOfDroppedImages()
    {
        using var network = new BuiltNetwork(net => net.Residual(b => b.Conv2D(3, 1).StochasticDepth(0.5)));
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var images = BuiltNetwork.Images(1);
        var weight = network.Module.Parameters["conv1.weight"];
        var gradients = new HashSet<float>();

        network.Module.Train(random: random);
        for (var i = 0; i < 20; i++)
        {
            weight.grad = null;
            network.Forward(images).sum().backward();
            gradients.Add(MathF.Round(weight.grad!.abs().sum().item<float>(), 2));
        }

        Assert.Equal(2, gradients.Count);
        Assert.Contains(0f, gradients);
    }

    [Fact]
    public void StochasticDepth_AfterTraining_DoesNothing()
    {
        using var network = new BuiltNetwork(net => net.StochasticDepth(Fraction));
        using var scope = NewDisposeScope();
        using var images = BuiltNetwork.Images();

        network.Module.Evaluate();

        Assert.Equal(0, (network.Forward(images) - images).abs().max().item<float>());
    }

    [Fact]
    public void StochasticDepth_InSixteenBits_KeepsThem()
    {
        using var network = new BuiltNetwork(net => net.Conv2D(4).StochasticDepth(Fraction).Conv2D(4));
        using var scope = NewDisposeScope();
        using var images = BuiltNetwork.Images(8);

        network.Module.Train(precision: ScalarType.BFloat16);

        Assert.True(network.Forward(images).isfinite().all().item<bool>());
    }

    [Fact]
    public void Remove_DropoutAndStochasticDepth_LeavesAGraphWithTheSameOutput()
    {
        var graph = BuiltNetwork.New()
            .Dropout(0.3).Residual(b => b.Conv2D(3).Dropout(0.1).StochasticDepth(0.5)).Flatten().StochasticDepth(0.2).Dropout(0.5).Dense(3).Build();
        using var module = new GraphModule(graph, "layers");
        var cleaned = module.ToGraph();

        Assert.Equal(5, TrainingLayers.Remove(cleaned));

        string[] left = ["Conv", "Add", "Flatten", "Gemm"];
        Assert.Equal(left, cleaned.Proto.Node.Select(node => node.OpType));
        Assert.Equal(4, cleaned.Proto.Initializer.Count);
        long[] shape = [2, 3, BuiltNetwork.Height, BuiltNetwork.Width];
        var values = Parity.Values("images", shape);
        Assert.Equal(Parity.InRuntime(graph, values, shape), Parity.InRuntime(cleaned, values, shape));
    }

    [Fact]
    public void Remove_NothingToRemove_LeavesTheGraphUnchanged()
    {
        var graph = BuiltNetwork.New().Conv2D(4).SqueezeExcite(2).Flatten().Dense(3).Build();
        var count = graph.Proto.Node.Count;

        Assert.Equal(0, TrainingLayers.Remove(graph));
        Assert.Equal(count, graph.Proto.Node.Count);
    }
}
