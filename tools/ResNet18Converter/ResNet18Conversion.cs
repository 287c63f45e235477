using System.Runtime.InteropServices;
using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Tools;

/// <summary>
/// Converts the ResNet-18 of <c>Microsoft.ML.DnnImageFeaturizer.ResNet18</c>: batch normalization is folded into the convolutions, the batch and
/// input sizes are free, weights are 16-bit integers with a scale for each filter, names are by stage and block, and the metadata describes the
/// weights. The result is the same bytes on every machine: sums and products use double precision in a fixed order.
/// </summary>
internal static class ResNet18Conversion
{
    /// <summary>The SHA-256 of the file in version 0.24.0 of the package.</summary>
    public const string SourceSha256 = "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f";

    /// <summary>Converts the network.</summary>
    /// <param name="source">The content of <c>ResNet18.onnx</c>.</param>
    /// <returns>The content of the new file.</returns>
    /// <exception cref="InvalidDataException">The source is a different file.</exception>
    public static byte[] Convert(byte[] source)
    {
        var digest = Backbone.Digest(source, []);
        if (digest != SourceSha256)
        {
            throw new InvalidDataException($"the network has the SHA-256 {digest}; expected: {SourceSha256}, that of Microsoft.ML.DnnImageFeaturizer.ResNet18 0.24.0");
        }

        var old = OnnxGraph.Parse(source, "ResNet18.onnx");
        var graph = new OnnxGraph(new ModelProto { IrVersion = 7, ProducerName = "MlNetCnn", Graph = new GraphProto { Name = DefaultBackbone.Name } });
        graph.SetOpset(13);
        graph.SetInputs(GraphInputs.Create("image", DataType.Float, ["N", 3L, "H", "W"]));
        var end = Rebuild(old, graph);
        graph.AddNode("GlobalAveragePool", [end], "pool");
        graph.AddNode("Flatten", ["pool"], "features", NodeAttributes.Of("axis", 1));
        graph.AddOutput("features", shape: ["N", 512L]);
        new BackboneMetadata(
            DefaultBackbone.Name,
            new Preprocessing([123.15f, 115.90f, 103.06f], [1, 1, 1], ChannelOrder.Bgr),
            Source: "https://www.nuget.org/packages/Microsoft.ML.DnnImageFeaturizer.ResNet18/0.24.0",
            SourceSha256,
            License: "MIT",
            Paper: "https://arxiv.org/abs/1512.03385").Write(graph);
        return graph.ToBytes();
    }

    /// <summary>Copies the nodes before the pooling under new names, and folds each batch normalization into its convolution.</summary>
    /// <returns>The name of the last feature map.</returns>
    private static string Rebuild(OnnxGraph old, OnnxGraph graph)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { [old.Inputs[0].Name] = "image" };
        var (stage, block, convolution) = (0, 0, 0);
        var last = "";
        foreach (var node in old.Proto.Node)
        {
            var output = node.Output[0];
            switch (node.OpType)
            {
                case "Conv":
                    // A projection is listed before the convolutions of its block, and starts a stage.
                    var isProjection = node.Ints("kernel_shape") is [1, 1];
                    (stage, block) = isProjection ? (stage + 1, 1) : (stage, block);
                    var name = stage == 0 ? "stem.conv" : isProjection ? $"stage{stage}.block1.projection" : $"stage{stage}.block{block}.conv{++convolution}";
                    last = names[node.Input[0]];
                    var normalization = old.Consumers(output).Single();
                    AddConvolution(old, graph, node, normalization, last, name);
                    names[normalization.Output[0]] = name;
                    break;
                case "BatchNormalization":
                    break;
                case "Relu":
                    var of = names[node.Input[0]];
                    names[output] = of.EndsWith(".sum", StringComparison.Ordinal) ? of[..^4] : of.Replace("conv", "relu", StringComparison.Ordinal);
                    graph.AddNode("Relu", [of], names[output]);
                    if (of.EndsWith(".sum", StringComparison.Ordinal))
                    {
                        (block, convolution) = (block + 1, 0);
                    }

                    last = names[output];
                    break;
                case "Add":
                    names[output] = $"stage{stage}.block{block}.sum";
                    graph.AddNode("Add", node.Input.Select(input => names[input]), names[output]);
                    break;
                case "MaxPool":
                    names[output] = "stem.pool";
                    graph.AddNode("MaxPool", [names[node.Input[0]]], "stem.pool", Kept(node, "kernel_shape", "strides", "pads"));
                    (stage, block) = (1, 1);
                    break;
                case "AveragePool":
                    return last;
                default:
                    throw new InvalidDataException($"the network has the operator {node.OpType}, which is not expected");
            }
        }

        throw new InvalidDataException("the network does not end in AveragePool");
    }

    private static void AddConvolution(OnnxGraph old, OnnxGraph graph, NodeProto node, NodeProto normalization, string input, string name)
    {
        var weight = old.Initializer(node.Input[1])!;
        var values = weight.ToFloats();
        var parameters = normalization.Input.Skip(1).Select(i => old.Initializer(i)!.ToFloats()).ToArray();
        var (scale, shift, mean, variance) = (parameters[0], parameters[1], parameters[2], parameters[3]);
        var epsilon = normalization.Find("epsilon")!.F;
        var filters = scale.Length;
        var size = values.Length / filters;
        var folded = new double[size];
        var steps = new short[values.Length];
        var (stepSizes, bias) = (new float[filters], new float[filters]);
        for (var filter = 0; filter < filters; filter++)
        {
            var factor = scale[filter] / Math.Sqrt((double)variance[filter] + epsilon);
            for (var i = 0; i < size; i++)
            {
                folded[i] = values[(filter * size) + i] * factor;
            }

            // Integer multiples of a step are eight times closer to the weights than 16-bit floats.
            stepSizes[filter] = (float)(folded.Max(Math.Abs) / short.MaxValue);
            for (var i = 0; i < size; i++)
            {
                steps[(filter * size) + i] = (short)Math.Clamp(Math.Round(folded[i] / stepSizes[filter]), -short.MaxValue, short.MaxValue);
            }

            bias[filter] = (float)(shift[filter] - (mean[filter] * factor));
        }

        var whole = graph.SetInitializer(TensorData.Create($"{name}.steps", DataType.Int16, MemoryMarshal.AsBytes<short>(steps), [.. weight.Dims]));
        var scales = graph.SetInitializer(TensorData.Create($"{name}.step", stepSizes, filters, 1, 1, 1));
        graph.AddNode("Cast", [whole], $"{name}.count", NodeAttributes.Of("to", (long)DataType.Float));
        graph.AddNode("Mul", [$"{name}.count", scales], $"{name}.weight");
        var offset = graph.SetInitializer(TensorData.Create($"{name}.bias", bias, filters));
        graph.AddNode("Conv", [input, $"{name}.weight", offset], name, Kept(node, "kernel_shape", "strides", "pads"));
    }

    private static IEnumerable<AttributeProto> Kept(NodeProto node, params string[] names) => names.Select(name => NodeAttributes.Of(name, node.Ints(name)!));
}
