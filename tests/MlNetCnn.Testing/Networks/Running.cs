using MlNetCnn.Onnx.Format;
using Xunit;

namespace MlNetCnn.Testing;

/// <summary>Runs graphs in ONNX Runtime and creates images for them.</summary>
internal static class Running
{
    /// <summary>Returns random integers 0..255, [count, 3, size, size], red, green, blue.</summary>
    public static float[] Pictures(int count, int height, int width, int seed = 5)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count * 3 * height * width).Select(_ => (float)random.Next(256))];
    }

    public static float[] Run(OnnxGraph graph, string output, string input, float[] values, params long[] shape)
    {
        using var session = GraphRunner.Open(graph, "test", optimize: true);
        var feed = new Dictionary<string, (float[] Values, long[] Shape)> { [input] = (values, shape) };
        return GraphRunner.Run(session, feed, [output], "test")[0]!.ToFloats();
    }

    /// <summary>Returns the input that an application would compute: (x - mean) / std, in the network's channel order.</summary>
    public static float[] Prepare(float[] pixels, int count, Preprocessing preprocessing)
    {
        var plane = pixels.Length / (3 * count);
        var prepared = new float[pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (image, channel, position) = (i / (3 * plane), i / plane % 3, i % plane);
            var target = preprocessing.ChannelOrder == ChannelOrder.Bgr ? 2 - channel : channel;
            prepared[(image * 3 + target) * plane + position] = (pixels[i] - preprocessing.Mean[channel]) / preprocessing.Std[channel];
        }

        return prepared;
    }

    public static float[] ToChannelsLast(float[] values, int count)
    {
        var plane = values.Length / (3 * count);
        return [.. Enumerable.Range(0, values.Length).Select(i => values[(i / (3 * plane) * 3 + i % 3) * plane + i / 3 % plane])];
    }

    public static void AssertClose(IReadOnlyList<float> expected, IReadOnlyList<float> actual, double tolerance = 1e-5)
    {
        Assert.Equal(expected.Count, actual.Count);
        var scale = Math.Max(1, expected.Max(Math.Abs));
        var worst = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max();
        Assert.True(worst <= tolerance * scale, $"differs by {worst} where values reach {scale}");
    }

    /// <summary>Checks that the cut network with the file's own head gives the logits of the file for each image.</summary>
    public static Backbone AssertSameLogits(
        TinyNet net, OnnxGraph original, Preprocessing? preprocessing = null, string? featureTensor = null, bool channelsLast = false)
    {
        preprocessing ??= Preprocessing.ImageNet;
        using var folder = new TemporaryFolder();
        var backbone = Backbone.FromFile(net.Save(folder), preprocessing, featureTensor);
        var pixels = Pictures(2, TinyNet.Size, TinyNet.Size);
        var expected = pixels.Chunk(pixels.Length / 2).SelectMany(image =>
        {
            var fed = Prepare(image, 1, preprocessing);
            return channelsLast
                ? Run(original, "fc", net.Input, ToChannelsLast(fed, 1), 1, TinyNet.Size, TinyNet.Size, 3)
                : Run(original, "fc", net.Input, fed, 1, 3, TinyNet.Size, TinyNet.Size);
        }).ToArray();

        var classifier = GraphEditor.WithLinearHead(backbone.FeatureGraph, net.HeadWeights, net.HeadBias);
        AssertClose(expected, Run(classifier, "logits", "image", pixels, 2, 3, TinyNet.Size, TinyNet.Size));
        AssertPorts(backbone);
        return backbone;
    }

    /// <summary>Checks the inputs and outputs that every feature graph must have.</summary>
    public static void AssertPorts(Backbone backbone)
    {
        var graph = backbone.FeatureGraph;
        Assert.Equal($"float32 [N, 3, {backbone.InputHeight}, {backbone.InputWidth}]", Assert.Single(graph.Proto.Input).Describe());
        Assert.Equal($"float32 [N, {backbone.FeatureCount}]", Assert.Single(graph.Proto.Output).Describe());
        Assert.Equal(("image", "features"), (graph.Proto.Input[0].Name, graph.Proto.Output[0].Name));
    }

    /// <summary>Returns the graph with one more tensor as an output.</summary>
    public static OnnxGraph Exposing(this OnnxGraph graph, string tensor)
    {
        var copy = graph.Clone();
        if (!copy.IsOutput(tensor))
        {
            copy.Edit(edited => edited.Output.Add(new ValueInfoProto { Name = tensor }));
        }

        return copy;
    }
}
