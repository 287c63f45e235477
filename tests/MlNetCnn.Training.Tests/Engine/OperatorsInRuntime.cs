using MlNetCnn.Onnx.Format;
using Xunit;
using AttributeType = MlNetCnn.Onnx.Format.AttributeProto.Types.AttributeType;

namespace MlNetCnn.Training.Tests;

/// <summary>
/// Newer operator versions and rarer combinations, which ONNX's installed tests do not cover, compute the same in the engine as in ONNX Runtime.
/// </summary>
public sealed class OperatorsInRuntime
{
    private static readonly long[] Shape = [2, 4, 7, 10];

    private static readonly Dictionary<string, (long Opset, Func<NetBuilder, NetBuilder> Build)> Nodes = new()
    {
        ["Gelu"] = (20, net => net.Node("Gelu")),
        ["Gelu, tanh"] = (20, net => net.Node("Gelu", NodeAttributes.Of("approximate", "tanh"))),
        ["Mish"] = (18, net => net.Node("Mish")),
        ["GroupNormalization 21"] = (21, net => net.Node(
            "GroupNormalization", net.Weight("scale", 1, 4), net.Weight("bias", 1, 4), NodeAttributes.Of("num_groups", 2))),
        ["GroupNormalization 18"] = (18, net => net.Node(
            "GroupNormalization", net.Weight("scale", 1, 2), net.Weight("bias", 1, 2), NodeAttributes.Of("num_groups", 2))),
        ["Resize 19, linear, axes"] = (19, net => net.Node(
            "Resize", "", net.Uniform("scales", 1.7f, 1.7f, 2), NodeAttributes.Of("axes", [2, 3]), NodeAttributes.Of("mode", "linear"))),
        ["Resize 19, symmetric"] = (19, net => net.Node(
            "Resize", "", net.Uniform("scales", 1.3f, 1.3f, 2), NodeAttributes.Of("axes", [2, 3]), NodeAttributes.Of("mode", "linear"),
            NodeAttributes.Of("coordinate_transformation_mode", "half_pixel_symmetric"))),
        ["Resize 13, sizes, cubic"] = (13, net => net.Node(
            "Resize", "", "", Longs(net, 2, 4, 11, 5), NodeAttributes.Of("mode", "cubic"))),
        ["Resize 13, nearest, half pixels"] = (13, net => net.Node("Resize", "", "", Longs(net, 2, 4, 14, 4))),
        ["Resize 10"] = (10, net => net.Node("Resize", net.Uniform("scales", 1, 1, 4))),
        ["Pad 18, axes"] = (18, net => net.Node("Pad", Longs(net, 1, 2), "", Longs(net, 3), NodeAttributes.Of("mode", "edge"))),
        ["Pad 19, wrap"] = (19, net => net.Node("Pad", Longs(net, 0, 0, 2, 1, 0, 0, 1, 3), NodeAttributes.Of("mode", "wrap"))),
        ["Pad 13, negative"] = (13, net => net.Node("Pad", Longs(net, 0, 0, -1, 2, 0, 0, 1, -3), net.Number(4))),
        ["ReduceMean 18"] = (18, net => net.Node("ReduceMean", Longs(net, 2, -1))),
        ["ReduceProd 18"] = (18, net => net.Node("ReduceProd", Longs(net, 1, 2), NodeAttributes.Of("keepdims", 0))),
        ["ReduceL2 18, nothing"] = (18, net => net.Node("ReduceL2", NodeAttributes.Of("noop_with_empty_axes", 1))),
        ["ReduceLogSumExp 13"] = (13, net => net.Node("ReduceLogSumExp", NodeAttributes.Of("axes", [1, 3]), NodeAttributes.Of("keepdims", 0))),
        ["Split 18, uneven"] = (18, net =>
        {
            net.Node("Split", NodeAttributes.Of("axis", 3), NodeAttributes.Of("num_outputs", 4));
            net.Graph.Edit(graph => graph.Node[^1].Output.Add(["a", "b", "last"]));
            return net.Node("Add", "last");
        }),
        ["AveragePool, pads that differ"] = (13, net => net.Node("AveragePool", Kernel(3, 3), Pads(0, 1, 1, 0), Strides(2, 2))),
        ["AveragePool, pads that differ, counted"] = (13, net => net.Node(
            "AveragePool", Kernel(3, 3), Pads(0, 1, 1, 0), NodeAttributes.Of("count_include_pad", 1))),
        ["AveragePool, ceiling"] = (13, net => net.Node("AveragePool", Kernel(3, 2), Strides(2, 3), NodeAttributes.Of("ceil_mode", 1))),
        ["AveragePool, ceiling and pads"] = (13, net => net.Node(
            "AveragePool", Kernel(3, 3), Strides(2, 2), Pads(1, 1, 1, 1), NodeAttributes.Of("ceil_mode", 1))),
        ["AveragePool 19, dilations"] = (19, net => net.Node("AveragePool", Kernel(3, 3), NodeAttributes.Of("dilations", [2, 3]), Pads(1, 1, 1, 1))),
        ["AveragePool, SAME_UPPER"] = (13, net => net.Node("AveragePool", Kernel(2, 2), Strides(2, 2), NodeAttributes.Of("auto_pad", "SAME_UPPER"))),
        ["MaxPool, pads that differ, ceiling"] = (13, net => net.Node(
            "MaxPool", Kernel(3, 3), Pads(0, 0, 1, 1), Strides(2, 2), NodeAttributes.Of("ceil_mode", 1))),
        ["MaxPool, pads as wide as the window"] = (13, net => net.Node("MaxPool", Kernel(2, 2), Pads(0, 0, 1, 1), NodeAttributes.Of("dilations", [2, 2]))),
        ["MaxPool, SAME_LOWER"] = (13, net => net.Node("MaxPool", Kernel(3, 3), Strides(2, 2), NodeAttributes.Of("auto_pad", "SAME_LOWER"))),
        ["Conv, SAME_LOWER"] = (13, net => net.Node(
            "Conv", net.Weight("weight", 0.3, 5, 4, 3, 2), NodeAttributes.Of("auto_pad", "SAME_LOWER"), Strides(2, 1))),
        ["LRN"] = (13, net => net.Node("LRN", NodeAttributes.Of("size", 3), Float("alpha", 0.3f), Float("beta", 0.6f), Float("bias", 1.5f))),
        ["Clip 6"] = (7, net => net.Node("Clip", Float("min", -0.2f), Float("max", 0.4f))),
        ["Softmax 11"] = (11, net => net.Node("Softmax", NodeAttributes.Of("axis", 2))),
        ["LogSoftmax 13"] = (13, net => net.Node("LogSoftmax", NodeAttributes.Of("axis", 1))),
        ["Slice 13, backwards"] = (13, net => net.Node("Slice", Longs(net, -1, 6), Longs(net, -100, 0), Longs(net, 3, 2), Longs(net, -3, -2))),
        ["Gather"] = (13, net => net.Node("Gather", Longs(net, 2, -1, 0), NodeAttributes.Of("axis", 1))),
        ["Upsample 9"] = (9, net => net.Node("Upsample", net.Uniform("scales", 2, 2, 4))),
        ["DepthToSpace, CRD"] = (13, net => net.Node("DepthToSpace", NodeAttributes.Of("blocksize", 2), NodeAttributes.Of("mode", "CRD"))),
        ["Reshape, 0 and -1"] = (13, net => net.Node("Reshape", Longs(net, 0, -1, 5))),
        ["Shape arithmetic"] = (13, net =>
        {
            // As exporters write a flattening: the batch size is read from the input.
            var x = net.Tensor;
            var zero = net.Graph.SetInitializer(TensorData.Create("zero", [0L]));
            var shape = net.Node("Shape").Node("Gather", zero).Node("Unsqueeze", Longs(net, 0))
                .Node("Concat", Longs(net, -1), NodeAttributes.Of("axis", 0)).Tensor;
            return net.At(x).Node("Reshape", shape);
        }),
        ["BatchNormalization of rows"] = (13, net => net.Node("GlobalAveragePool").Node("Flatten").BatchNorm()),
        ["ThresholdedRelu"] = (13, net => net.Node("ThresholdedRelu", Float("alpha", 0.3f))),
        ["PRelu, one slope"] = (13, net => net.Node("PRelu", net.Weight("slope", 0.3, 1))),
        ["ArgMax of the last"] = (13, net => net.Node("ArgMax", NodeAttributes.Of("axis", 3)).Node("Cast", NodeAttributes.Of("to", 1))),
    };

    public static TheoryData<string> Cases => [.. Nodes.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_Node_EqualsOnnxRuntime(string node)
    {
        var (opset, build) = Nodes[node];
        var net = build(new NetBuilder(0, opset, channels: 4));
        net.Graph.SetInputs(GraphInputs.Create("input", TensorProto.Types.DataType.Float, [.. Shape.Cast<object>()]));
        var graph = net.Graph;
        graph.SetOutputs(net.Tensor);
        var values = Parity.Values("input", Shape);
        using var module = new GraphModule(graph, node);
        Assert.True(Parity.Difference(Parity.InRuntime(graph, values, Shape), Parity.InEngine(module, values, Shape)) < 1e-5);
    }

    [Fact]
    public void Forward_DequantizedWeights_AreFoldedAndTrained()
    {
        var net = new NetBuilder(10);
        var bytes = Enumerable.Range(0, 5 * 3 * 9).Select(i => (byte)(sbyte)((i * 37 % 255) - 127)).ToArray();
        net.Graph.SetInitializer(TensorData.Create("weight.int8", TensorProto.Types.DataType.Int8, bytes, 5, 3, 3, 3));
        net.Graph.SetInitializer(TensorData.Create("weight.zero", TensorProto.Types.DataType.Int8, new byte[5], 5));
        var scale = net.Uniform("scale", 0.001f, 0.01f, 5);
        net.Graph.AddNode("DequantizeLinear", ["weight.int8", scale, "weight.zero"], "weight", NodeAttributes.Of("axis", 0));
        var graph = net.Node("Conv", "weight").Finish();
        long[] shape = [1, 3, 10, 10];
        var values = Parity.Values("input", shape);
        using var module = new GraphModule(graph, "quantized");
        Assert.Equal(["weight"], module.Parameters.Keys);
        Assert.True(Parity.Difference(Parity.InRuntime(graph, values, shape), Parity.InEngine(module, values, shape)) < 1e-5);
    }

    [Fact]
    public void Forward_OldestOpset_EqualsTheSameInNewSpelling()
    {
        var old = Write(3, net => net.Node(
            "Add", net.Graph.SetInitializer(TensorData.Create("bias", [1f, 2f, 3f, 4f], 4)), NodeAttributes.Of("broadcast", 1),
            NodeAttributes.Of("axis", 1)));
        var @new = Write(13, net => net.Node("Add", net.Graph.SetInitializer(TensorData.Create("bias", [1f, 2f, 3f, 4f], 1, 4, 1, 1))));
        var values = Parity.Values("input", Shape);
        using var module = new GraphModule(old, "old");
        Assert.True(Parity.Difference(Parity.InRuntime(@new, values, Shape), Parity.InEngine(module, values, Shape)) < 1e-6);

        static OnnxGraph Write(long opset, Func<NetBuilder, NetBuilder> build)
        {
            var net = new NetBuilder(0, opset, channels: 4);
            net.Graph.SetInputs(GraphInputs.Create("input", TensorProto.Types.DataType.Float, [.. Shape.Cast<object>()]));
            return build(net).Finish();
        }
    }

    private static string Longs(NetBuilder net, params long[] values) =>
        net.Graph.SetInitializer(TensorData.Create(net.Graph.FreshName("longs"), values.AsSpan(), values.Length));

    private static AttributeProto Kernel(params long[] sizes) => NodeAttributes.Of("kernel_shape", sizes);

    private static AttributeProto Pads(params long[] sizes) => NodeAttributes.Of("pads", sizes);

    private static AttributeProto Strides(params long[] sizes) => NodeAttributes.Of("strides", sizes);

    private static AttributeProto Float(string name, float value) => new() { Name = name, Type = AttributeType.Float, F = value };
}
