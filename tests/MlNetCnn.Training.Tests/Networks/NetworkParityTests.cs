using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

public sealed class NetworkParityTests
{
    [Theory]
    [InlineData("simple-cnn", 32, 0.25)]
    [InlineData("mlp", 16, 0.1)]
    [InlineData("resnet20", 32, 0.5)]
    [InlineData("resnet18", 64, 0.125)]
    [InlineData("resnet18", 32, 0.125)]
    public void ToGraph_AfterAStep_GivesInOnnxRuntimeWhatTheEngineGives(string name, int size, double width)
    {
        var graph = CnnNetworks.Find(name).Build(new CnnBuilder(5, size, size), width).Build();
        using var module = new GraphModule(graph, name);
        Stir(module);
        var values = Parity.Values(GraphSurgery.Image, [2, 3, size, size]);

        var exported = module.ToGraph();

        module.Evaluate();
        var expected = Parity.InEngine(module, values, [2, 3, size, size]);
        Assert.InRange(Parity.Difference(expected, Parity.InRuntime(exported, values, [2, 3, size, size])), 0, 1e-4);
        Assert.True(expected.Distinct().Count() > 2);
    }

    // A fresh network has residual bodies that give 0 and running statistics that say nothing; so that every layer counts, weights of
    // normalisation are drawn anew and the statistics of some pictures are taken.
    private static void Stir(GraphModule module)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        manual_seed(4);
        foreach (var parameter in module.Parameters.Values.Where(p => p.Dimensions == 1))
        {
            parameter.uniform_(0.5, 1.5);
        }

        module.Train(updateStatistics: true);
        var size = module.Graph.Inputs[0].Shape()!;
        for (var i = 0; i < 20; i++)
        {
            module.Forward(rand(8, size[1]!.Value, size[2]!.Value, size[3]!.Value) * 255);
        }
    }
}
