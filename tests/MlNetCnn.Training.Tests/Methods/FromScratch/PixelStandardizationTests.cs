using MlNetCnn.Onnx.Format;
using Xunit;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Training.Tests;

public sealed class PixelStandardizationTests
{
    private const int Side = 8;
    private const int Pictures = 3;
    private const int Length = 3 * Side * Side;

    public static TheoryData<bool, bool, bool, bool, double, long> Options()
    {
        var data = new TheoryData<bool, bool, bool, bool, double, long>();
        for (var bits = 0; bits < 16; bits++)
        {
            data.Add((bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0, (bits & 8) > 0, bits % 3 == 0 ? 1 : 1.0 / 255, bits % 2 == 0 ? 13 : 18);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Attach_AnyOptions_EqualsTheArithmetic(
        bool samplewiseCenter, bool samplewiseStd, bool featurewiseCenter, bool featurewiseStd, double rescale, long opset)
    {
        var options = new PixelStandardization
        {
            Rescale = rescale,
            SamplewiseCenter = samplewiseCenter,
            SamplewiseStd = samplewiseStd,
            FeaturewiseCenter = featurewiseCenter,
            FeaturewiseStd = featurewiseStd,
        };
        var pixels = Running.Pictures(Pictures, Side, Side);
        for (var i = 0; i < Length; i++)
        {
            // The second image is duller, the third one's red is bright.
            pixels[Length + i] = 90 + (pixels[Length + i] / 9);
            pixels[(2 * Length) + i] = i < Side * Side ? 255 : pixels[(2 * Length) + i];
        }

        // Standardization per image comes first, and the statistics are those of its result.
        var alone = Bare(opset);
        StandardizationGraph.Attach(alone, options with { FeaturewiseCenter = false, FeaturewiseStd = false }, null);
        var statistics = Statistics(Running.Run(alone, "out", "image", pixels, Pictures, 3, Side, Side));
        var graph = Bare(opset);
        StandardizationGraph.Attach(graph, options, statistics);
        Running.AssertClose(Arithmetic(pixels, options), Running.Run(graph, "out", "image", pixels, Pictures, 3, Side, Side), 2e-4);
        Assert.Equal(options == PixelStandardization.None ? 1 : graph.Proto.Node.Count, graph.Proto.Node.Count);
    }

    [Fact]
    public void Attach_BlankImage_GivesNumbers()
    {
        var options = new PixelStandardization { SamplewiseCenter = true, SamplewiseStd = true };
        var graph = Bare(17);
        StandardizationGraph.Attach(graph, options, null);
        Assert.All(Running.Run(graph, "out", "image", new float[Length], 1, 3, Side, Side), value => Assert.Equal(0, value));
    }

    private static OnnxGraph Bare(long opset)
    {
        var graph = new OnnxGraph(new ModelProto { IrVersion = 8, Graph = new GraphProto { Name = "bare" } });
        graph.SetOpset(opset);
        graph.SetInputs(GraphInputs.Create("image", DataType.Float, ["N", 3, Side, Side]));
        graph.AddNode("Identity", ["image"], "out");
        graph.AddOutput("out", DataType.Float, "N", 3, Side, Side);
        return graph;
    }

    private static ChannelStatistics Statistics(float[] pixels)
    {
        var channels = Enumerable.Range(0, 3).Select(channel =>
            pixels.Where((_, i) => i / (Side * Side) % 3 == channel).Select(value => (double)value).ToArray()).ToList();
        return new ChannelStatistics([.. channels.Select(own => (float)own.Average())], [.. channels.Select(own => (float)Deviation(own))]);
    }

    /// <summary>Keras's <c>standardize</c>, step by step; the statistics are those of the input of their step.</summary>
    private static float[] Arithmetic(float[] pixels, PixelStandardization options)
    {
        var values = pixels.Select(p => p * options.Rescale).ToArray();
        for (var image = 0; image < Pictures; image++)
        {
            var own = values.Skip(image * Length).Take(Length).ToArray();
            var (mean, deviation) = (own.Average(), Deviation(own));
            for (var i = image * Length; i < (image + 1) * Length; i++)
            {
                values[i] -= options.SamplewiseCenter ? mean : 0;
                values[i] /= options.SamplewiseStd ? deviation + 1e-6 : 1;
            }
        }

        for (var channel = 0; channel < 3; channel++)
        {
            int[] places = [.. Enumerable.Range(0, values.Length).Where(i => i / (Side * Side) % 3 == channel)];
            double[] own = [.. places.Select(i => values[i])];
            var (mean, deviation) = (own.Average(), Deviation(own));
            foreach (var i in places)
            {
                values[i] -= options.FeaturewiseCenter ? mean : 0;
                values[i] /= options.FeaturewiseStd ? deviation + 1e-6 : 1;
            }
        }

        return [.. values.Select(v => (float)v)];
    }

    private static double Deviation(double[] values) => Math.Sqrt(values.Average(v => (v - values.Average()) * (v - values.Average())));
}
