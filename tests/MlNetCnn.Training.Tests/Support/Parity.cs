using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

/// <summary>Runs the same graph in ONNX Runtime and in the engine, on the same random numbers.</summary>
internal static class Parity
{
    /// <summary>Returns numbers in -1..1, or pixels 0..255 for the image input of MlNetCnn.</summary>
    public static float[] Values(string port, long[] shape, int seed = 3)
    {
        var random = new Random(seed);
        var count = shape.Aggregate(1L, (product, size) => product * size);
        return [.. Enumerable.Range(0, (int)count).Select(_ => port == GraphEditor.Image ? random.Next(256) : random.NextSingle() * 2 - 1)];
    }

    /// <summary>Returns the output of ONNX Runtime.</summary>
    public static float[] InRuntime(OnnxGraph graph, float[] values, long[] shape, string? output = null)
    {
        using var session = GraphRunner.Open(graph, "test", optimize: true);
        var feed = new Dictionary<string, (float[] Values, long[] Shape)> { [graph.Inputs[0].Name] = (values, shape) };
        return GraphRunner.Run(session, feed, [output ?? graph.Proto.Output[0].Name], "test")[0]!.ToFloats();
    }

    /// <summary>Returns the output of the engine.</summary>
    public static float[] InEngine(GraphModule module, float[] values, long[] shape, string? output = null)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        return TorchTensors.ToFloats(module.Forward(tensor(values, shape), output ?? module.Outputs[0]));
    }

    /// <summary>Returns the largest difference, relative to the largest number if that is above 1.</summary>
    public static double Difference(IReadOnlyList<float> expected, IReadOnlyList<float> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.All(actual, value => Assert.True(float.IsFinite(value)));
        return expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / Math.Max(1, expected.Max(Math.Abs));
    }
}
