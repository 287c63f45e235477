using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

public sealed class NetworkParityTests
{
    private const double Width = 0.125;

    // The minimum size, and the one from which on networks for large images start as published.
    public static TheoryData<string, int> Sizes()
    {
        var sizes = new TheoryData<string, int>();
        foreach (var network in CnnNetworks.All)
        {
            foreach (var size in new[] { network.MinInputSize, Math.Max(network.MinInputSize, NetworkPlan.LargeImage) }.Distinct())
            {
                sizes.Add(network.Name, size);
            }
        }

        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void ToGraph_WithRandomizedWeights_ComputesTheSameInOnnxRuntimeAndTheEngine(string name, int size)
    {
        using var alone = new SingleThread();
        var graph = CnnNetworks.Get(name).With(Width).Build(new CnnBuilder(5, size, size)).Build();
        using var module = new GraphModule(graph, name);
        Stir(module, size);
        var values = Parity.Values("pixels", [2, 3, size, size]);

        var exported = module.ToGraph();

        module.Evaluate();
        var expected = Parity.InEngine(module, values, [2, 3, size, size]);
        Assert.InRange(Parity.Difference(expected, Parity.InRuntime(exported, values, [2, 3, size, size])), 0, 1e-4);
        Assert.InRange(expected[..5].Zip(expected[5..], (left, right) => Math.Abs(left - right)).Max(), 1e-3, 1e6);
    }

    // A new network has residual bodies with output 0 and running statistics without information; to make every layer count, the weights of
    // normalizations are sampled and the statistics of some images are used.
    private static void Stir(GraphModule module, int size)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        using var random = new Generator(4);
        foreach (var parameter in module.Parameters.Values.Where(p => p.Dimensions == 1))
        {
            parameter.copy_((rand(parameter.shape, generator: random) * 0.5) + 0.5);
        }

        module.Train(updateStatistics: true, random: random);
        for (var i = 0; i < 10; i++)
        {
            module.Forward(rand(8, 3, size, size, generator: random));
        }
    }
}
