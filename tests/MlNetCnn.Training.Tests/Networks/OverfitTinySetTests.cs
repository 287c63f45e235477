using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

public sealed class OverfitTinySetTests
{
    private const int ImageCount = 32;
    private const int Classes = 4;
    private const int MaxSteps = 300;
    private const double Width = 0.125;

    private static readonly PixelStandardization Standardization = new() { SamplewiseCenter = true, SamplewiseStd = true };

    public static TheoryData<string> Names() => [.. CnnNetworks.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void OverfitTinySet_ThinAndSmall_MemorizesItsImages(string name)
    {
        using var alone = new SingleThread();
        var network = CnnNetworks.Get(name);
        var size = Math.Max(network.MinInputSize, 8);
        var isLarge = name is "googlenet" or "inception-v3" or "mobilenet-v2" or "senet154";
        var graph = network.With(isLarge ? Width / 2 : Width).Build(new CnnBuilder(Classes, size, size)).Build();
        StandardizationGraph.Attach(graph, Standardization, statistics: null);
        using var module = new GraphModule(graph, name);
        using var optimizer = WeightOptimizer.Create(
            OptimizerKind.AdamW, [new ParameterGroup("all", [.. module.Parameters], 3e-3, 0)], 0.9);
        using var random = new Generator(6);

        // Multiplied by a tensor: a number that TorchSharp creates from a constant may be collected while libtorch reads it.
        using var levels = tensor(255f);
        using var images = rand(ImageCount, 3, size, size, generator: random) * levels;
        long[] labels = [.. Enumerable.Range(0, ImageCount).Select(i => (long)(i * 7 % 11 % Classes))];

        var steps = 0;
        while (steps < MaxSteps && Right(module, images, labels) < ImageCount)
        {
            for (var i = 0; i < 10; i++, steps++)
            {
                Step(module, optimizer, images, labels, random);
            }
        }

        Assert.Equal(ImageCount, Right(module, images, labels));
    }

    private static void Step(GraphModule module, WeightOptimizer optimizer, Tensor images, long[] labels, Generator random)
    {
        using var scope = NewDisposeScope();
        module.Train(updateStatistics: true, random: random);
        optimizer.ZeroGradients();
        var targets = nn.functional.one_hot(tensor(labels), Classes).to_type(ScalarType.Float32);
        SoftCrossEntropy.Loss(module.Forward(images), targets, null).backward();
        optimizer.Step(1);
    }

    private static long Right(GraphModule module, Tensor images, long[] labels)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        module.Evaluate();
        return module.Forward(images).argmax(1).eq(tensor(labels)).sum().item<long>();
    }
}
