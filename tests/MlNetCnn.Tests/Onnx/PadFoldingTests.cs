using MlNetCnn.Onnx.Format;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class PadFoldingTests
{
    [Theory]
    [InlineData(null, 0, 0)]
    [InlineData("NOTSET", 1, 2)]
    [InlineData("VALID", 0, 0)]
    public void Fold_ZerosBeforeAConvolution_GivesTheSameNumbersWithoutThem(string? autoPad, int ownBegin, int ownEnd)
    {
        var graph = Padded([0, 0, 1, 2, 0, 0, 3, 0], "constant", value: null, autoPad, [ownBegin, ownBegin, ownEnd, ownEnd]);
        AssertSame(graph, folded: true);
    }

    [Fact]
    public void Fold_ExplicitZero_IsFolded() => AssertSame(Padded([0, 0, 1, 1, 0, 0, 1, 1], "constant", value: 0f), folded: true);

    [Fact]
    public void Fold_OtherValue_Stays() => AssertSame(Padded([0, 0, 1, 1, 0, 0, 1, 1], "constant", value: 2f), folded: false);

    [Fact]
    public void Fold_Reflection_Stays() => AssertSame(Padded([0, 0, 1, 1, 0, 0, 1, 1], "reflect", value: null), folded: false);

    [Fact]
    public void Fold_Cropping_Stays() => AssertSame(Padded([0, 0, -1, 0, 0, 0, 0, 0], "constant", value: null), folded: false);

    [Fact]
    public void Fold_SamePadding_Stays() => AssertSame(Padded([0, 0, 1, 1, 0, 0, 1, 1], "constant", value: null, autoPad: "SAME_UPPER"), folded: false);

    [Fact]
    public void Fold_PaddedImageReadByOthersToo_Stays()
    {
        var graph = Padded([0, 0, 1, 1, 0, 0, 1, 1], "constant", value: null);
        graph.AddNode("Relu", ["padded"], "other");
        graph.AddOutput("other", shape: ["N", 3, "h", "w"]);
        AssertSame(graph, folded: false);
    }

    private static OnnxGraph Padded(long[] pads, string mode, float? value, string? autoPad = null, long[]? own = null)
    {
        var net = new TinyNet();
        List<string> inputs = [net.Input, net.Longs("pads", pads)];
        if (value is { } number)
        {
            net.Constant("value", TensorData.Create("", [number]));
            inputs.Add("value");
        }

        net.Graph.AddNode("Pad", inputs, "padded", NodeAttributes.Of("mode", mode));
        List<AttributeProto> attributes = [NodeAttributes.Of("strides", [2, 1])];
        if (autoPad is not null)
        {
            attributes.Add(NodeAttributes.Of("auto_pad", autoPad));
        }

        if (own is not null && autoPad is null or "NOTSET")
        {
            attributes.Add(NodeAttributes.Of("pads", own));
        }

        net.Graph.AddNode("Conv", ["padded", net.Weight("weight", 4, 3, 3, 3)], "out", [.. attributes]);
        net.Graph.AddOutput("out", shape: ["N", 4, "y", "x"]);
        ConstantFolding.Fold(net.Graph, "test");
        return net.Graph;
    }

    private static void AssertSame(OnnxGraph graph, bool folded)
    {
        var pixels = Running.Pictures(2, TinyNet.Size, TinyNet.Size);
        long[] shape = [2, 3, TinyNet.Size, TinyNet.Size];
        var before = Running.Run(graph, "out", "input", pixels, shape);
        PadFolding.Fold(graph);
        Assert.Equal(!folded, graph.Proto.Node.Any(node => node.OpType == "Pad"));
        Running.AssertClose(before, Running.Run(graph, "out", "input", pixels, shape));
    }
}
