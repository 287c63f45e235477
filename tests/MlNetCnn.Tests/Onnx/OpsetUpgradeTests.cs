using MlNetCnn.Onnx.Format;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class OpsetUpgradeTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    public void FromFile_OldSpellings_KeepTheNetwork(long opset)
    {
        var old = Build(opset);
        var today = Build(9);
        Running.AssertSameLogits(old, today.Graph, Preprocessing.Caffe);
    }

    [Fact]
    public void ToRunnable_RecentGraph_StaysAsItIs()
    {
        var net = Build(9);
        var before = net.Graph.ToBytes();
        OpsetUpgrade.ToRunnable(net.Graph);
        Assert.Equal(before, net.Graph.ToBytes());
    }

    [Fact]
    public void ToRunnable_CastByName_BecomesANumber()
    {
        var net = new TinyNet(5).Node("Cast", NodeAttributes.Of("to", "FLOAT")).Output("N", 3, 8, 8);
        OpsetUpgrade.ToRunnable(net.Graph);
        Assert.Equal((7, 1L), (net.Graph.Opset, net.Graph.Proto.Node[0].Int("to", 0)));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(5, 3)]
    public void ToRunnable_SlopePerChannel_GetsAnAxisForEachSpatialOne(int rank, int appended)
    {
        var net = new TinyNet(6, shape: ["N", 4, .. Enumerable.Repeat<object>(8, rank - 2)]);
        net.Node("PRelu", net.Weight("slope", 4)).Output("N");
        OpsetUpgrade.ToRunnable(net.Graph);
        var slope = net.Graph.Proto.Node.Single(n => n.OpType == "PRelu").Input[1];
        Assert.Equal(appended, net.Graph.Producer(slope)?.Ints("axes")?.Length ?? 0);
    }

    private static TinyNet Build(long opset)
    {
        var isOld = opset < 7;
        var net = new TinyNet(opset).Conv(4);
        AttributeProto[] oldest = [NodeAttributes.Of("is_test", 1), NodeAttributes.Of("consumed_inputs", [0, 0, 0, 1, 1])];
        net.Node("BatchNormalization", [.. Statistics(net), .. isOld ? oldest : []]);
        var perChannel = net.Weight("per.channel", 4);
        if (isOld)
        {
            net.Node("Mul", perChannel, NodeAttributes.Of("broadcast", 1), NodeAttributes.Of("axis", 1));
        }
        else
        {
            net.Graph.SetInitializer(TensorData.Create("per.channel.map", net.Graph.Initializer(perChannel)!.ToFloats().AsSpan(), 4, 1, 1));
            net.Node("Mul", "per.channel.map");
        }

        var slope = net.Weight("slope", 4);
        if (!isOld)
        {
            net.Graph.SetInitializer(TensorData.Create("slope", net.Graph.Initializer(slope)!.ToFloats().AsSpan(), 4, 1, 1));
        }

        net.Node("PRelu", slope).Conv(TinyNet.Channels, stride: 2).Node("Relu").Pool();
        if (opset < 5)
        {
            net.Node("Reshape", NodeAttributes.Of("shape", [1, TinyNet.Channels]));
        }
        else
        {
            net.Reshape(1, TinyNet.Channels);
        }

        object[] perFeature = [net.Weight("per.feature", TinyNet.Channels)];
        net.Node("Add", isOld ? [.. perFeature, NodeAttributes.Of("broadcast", 1), NodeAttributes.Of("axis", 1)] : perFeature);
        net.Node("Dropout", isOld ? [NodeAttributes.Of("is_test", 1)] : []).GemmHead();
        if (isOld)
        {
            net.Graph.Producer("fc")!.Attribute.Add(NodeAttributes.Of("broadcast", 1));
        }

        return net.Output(1, TinyNet.Classes);
    }

    private static object[] Statistics(TinyNet net)
    {
        var variance = net.Graph.SetInitializer(TensorData.Create("bn.variance", [1f, 2f, 3f, 4f], 4));
        return [net.Weight("bn.scale", 4), net.Weight("bn.bias", 4), net.Weight("bn.mean", 4), variance];
    }
}
