using MlNetCnn.Onnx.Format;
using Xunit;
using AttributeType = MlNetCnn.Onnx.Format.AttributeProto.Types.AttributeType;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Tests;

public sealed class ConstantFoldingTests
{
    [Fact]
    public void Fold_WeightsPerTensorWithZeroPoint_AreMultipliedOut()
    {
        var net = new TinyNet();
        var folded = FoldedWeights(net, DataType.Uint8, [0, 128, 255], scale: [0.5f], zero: [128], axis: null);
        Assert.Equal([-64f, 0f, 63.5f], folded.ToFloats());
    }

    [Fact]
    public void Fold_WeightsPerChannel_UseEachChannelsScale()
    {
        var net = new TinyNet();
        var folded = FoldedWeights(net, DataType.Int8, [1, 2, 0xFF], scale: [1f, 10f, 100f], zero: null, axis: 0);
        Assert.Equal([1f, 20f, -100f], folded.ToFloats());
    }

    [Fact]
    public void Fold_ShapeArithmeticBeforePad_BecomesOneConstant()
    {
        // Exporters write the padding of an image like this: constants, sliced, reversed and cast.
        var net = new TinyNet();
        var zero = new AttributeProto { Name = "value", Type = AttributeType.Tensor, T = TensorData.Create("", [0L], 1) };
        net.Graph.AddNode("Constant", [], "pads.back", NodeAttributes.Of("value_ints", [1, 2, 0, 0, 0, 0]));
        net.Constant("rank", TensorData.Create("", [2L], 1));
        net.Graph.AddNode("ConstantOfShape", ["rank"], "zeros", zero);
        net.Graph.AddNode("Concat", ["pads.back", "zeros"], "pads.all", NodeAttributes.Of("axis", 0));
        net.Graph.AddNode("Reshape", ["pads.all", net.Longs("pairs", 4, 2)], "pads.pairs");
        List<string> slice = ["pads.pairs", net.Longs("from", -1), net.Longs("to", -9), net.Longs("axes", 0), net.Longs("steps", -1)];
        net.Graph.AddNode("Slice", slice, "pads.turned");
        net.Graph.AddNode("Transpose", ["pads.turned"], "pads.columns", NodeAttributes.Of("perm", [1, 0]));
        net.Graph.AddNode("Reshape", ["pads.columns", net.Longs("flat", -1)], "pads.flat");
        net.Graph.AddNode("Cast", ["pads.flat"], "pads", NodeAttributes.Of("to", (long)DataType.Int64));
        net.Node("Pad", "pads").Output("N", 3, "h", "w");

        ConstantFolding.Fold(net.Graph, "test");

        Assert.Equal(["Pad"], net.Graph.Proto.Node.Select(n => n.OpType));
        Assert.Equal("pads", Assert.Single(net.Graph.Proto.Initializer).Name);
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 2], net.Graph.Initializer("pads")!.ToLongs());
    }

    [Fact]
    public void Fold_InitialisersAmongInputs_AreNoInputsAnyMore()
    {
        var net = TinyNet.WithBody().Classify();
        net.Graph.Model.IrVersion = 3;
        net.Graph.SetInputs(net.Graph.Proto.Input.Concat(net.Graph.Proto.Initializer.Select(tensor =>
            GraphInputs.Create(tensor.Name, DataType.Float, [.. tensor.Dims.Cast<object>()]))));

        var original = net.Graph.Clone();
        Assert.Equal(4, Running.AssertSameLogits(net, original).FeatureGraph.Model.IrVersion);
        ConstantFolding.Fold(net.Graph, "test");
        Assert.Equal("input", Assert.Single(net.Graph.Proto.Input).Name);
    }

    [Fact]
    public void Fold_RandomNumbersAndBranches_StayAsTheyAre()
    {
        var net = TinyNet.WithBody();
        net.Graph.AddNode("RandomNormal", [], "noise", NodeAttributes.Of("shape", [1, TinyNet.Channels, 4, 4]));
        net.Node("Add", "noise").Output("N", TinyNet.Channels, 4, 4);
        ConstantFolding.Fold(net.Graph, "test");
        Assert.Contains(net.Graph.Proto.Node, n => n.OpType == "RandomNormal");
    }

    [Fact]
    public void Fold_ConstantOutput_StaysAnOutput()
    {
        var net = new TinyNet();
        net.Constant("answer", TensorData.Create("", [42f], 1));
        net.Node("Relu").Output("N", 3, 8, 8);
        net.Graph.AddOutput("answer", DataType.Float, 1);
        ConstantFolding.Fold(net.Graph, "test");
        Assert.Equal([42f], Running.Run(net.Graph, "answer", "input", Running.Pictures(1, 8, 8), 1, 3, 8, 8));
    }

    [Fact]
    public void Fold_EmptyResult_IsAnEmptyConstant()
    {
        var net = new TinyNet();
        net.Graph.AddNode("ConstantOfShape", [net.Longs("shape", 0)], "nothing");
        net.Node("Reshape", net.Longs("flat", -1)).Node("Concat", "nothing", NodeAttributes.Of("axis", 0)).Output("all");
        ConstantFolding.Fold(net.Graph, "test");
        Assert.Empty(net.Graph.Initializer("nothing")!.ToFloats());
        var pixels = Running.Pictures(1, 8, 8);
        Assert.Equal(pixels, Running.Run(net.Graph, net.Tensor, "input", pixels, 1, 3, 8, 8));
    }

    [Fact]
    public void FromFile_QuantisedNetwork_KeepsTheNetwork()
    {
        var net = TinyNet.WithBody().Classify();
        var weights = net.Graph.Proto.Node.First(n => n.OpType == "Conv").Input[1];
        byte[] small = [.. Enumerable.Range(0, 4 * 27).Select(i => (byte)(i * 37))];
        net.Graph.SetInitializer(TensorData.Create($"{weights}.int8", DataType.Int8, small, 4, 3, 3, 3));
        net.Graph.SetInitializer(TensorData.Create($"{weights}.scale", [0.01f, 0.02f, 0.03f, 0.04f], 4));
        net.Graph.Edit(graph => graph.Initializer.Remove(net.Graph.Initializer(weights)));
        net.Graph.AddNode("DequantizeLinear", [$"{weights}.int8", $"{weights}.scale"], weights, NodeAttributes.Of("axis", 0));
        net.Graph.Sort();

        var backbone = Running.AssertSameLogits(net, net.Graph.Clone(), Preprocessing.Caffe);
        Assert.Equal(DataType.Float, backbone.FeatureGraph.Initializer(weights)!.Kind());
        Assert.DoesNotContain(backbone.FeatureGraph.Proto.Node, n => n.OpType == "DequantizeLinear");
    }

    private static TensorProto FoldedWeights(TinyNet net, DataType type, byte[] values, float[] scale, byte[]? zero, long? axis)
    {
        net.Graph.SetInitializer(TensorData.Create("w.small", type, values, 3, 1, 1));
        net.Graph.SetInitializer(TensorData.Create("w.scale", scale.AsSpan(), scale.Length == 1 ? [] : [scale.Length]));
        List<string> inputs = ["w.small", "w.scale"];
        if (zero is not null)
        {
            inputs.Add(net.Graph.SetInitializer(TensorData.Create("w.zero", type, zero)));
        }

        net.Graph.AddNode("DequantizeLinear", inputs, "w", axis is null ? [] : [NodeAttributes.Of("axis", axis.Value)]);
        net.Node("Mul", "w").Output("N", 3, 8, 8);
        ConstantFolding.Fold(net.Graph, "test");
        Assert.Equal(["Mul"], net.Graph.Proto.Node.Select(n => n.OpType));
        Assert.Equal([3, 1, 1], net.Graph.Initializer("w")!.Dims);
        return net.Graph.Initializer("w")!;
    }
}
