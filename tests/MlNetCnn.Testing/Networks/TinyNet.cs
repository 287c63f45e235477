using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Testing;

/// <summary>
/// Builds small networks for 8x8 images, layer by layer: a body of two convolutions (6 channels of 4x4) and a head for 5
/// classes whose weights are stored, so that a test can attach the same head to the cut network.
/// </summary>
internal sealed class TinyNet
{
    public const int Size = 8;
    public const int Classes = 5;
    public const int Channels = 6;

    private readonly Random _random = new(7);
    private int _count;

    public TinyNet(long opset = 13, DataType type = DataType.Float, string input = "input", params object[] shape)
    {
        Graph = new OnnxGraph(new ModelProto { IrVersion = 7, Graph = new GraphProto { Name = "tiny" } });
        Graph.SetOpset(opset);
        Input = Tensor = input;
        Graph.SetInputs(GraphInputs.Create(input, type, shape.Length > 0 ? shape : ["N", 3, Size, Size]));
    }

    public OnnxGraph Graph { get; }

    public string Input { get; }

    /// <summary>The input tensor of the next layer.</summary>
    public string Tensor { get; set; }

    /// <summary>[Classes, features].</summary>
    public float[] HeadWeights { get; private set; } = [];

    public float[] HeadBias { get; private set; } = [];

    public static TinyNet WithBody(long opset = 13, params object[] shape) => new TinyNet(opset, shape: shape).Body();

    public TinyNet Body() => Conv(4).Node("Relu").Conv(Channels, stride: 2).Node("Relu");

    public TinyNet Node(string operation, params object[] more)
    {
        var output = $"t{++_count}.{operation.ToLowerInvariant()}";
        return Named(operation, output, more);
    }

    public TinyNet Named(string operation, string output, params object[] more)
    {
        Graph.AddNode(operation, [Tensor, .. more.OfType<string>()], output, more.OfType<AttributeProto>());
        Tensor = output;
        return this;
    }

    public TinyNet Conv(int filters, int stride = 1)
    {
        var channels = Graph.Producer(Tensor) is { } producer && Graph.Proto.Node.Any(n => n.OpType == "Conv")
            ? (int)Graph.Initializer(Graph.Proto.Node.Last(n => n.OpType == "Conv").Input[1])!.Dims[0] : 3;
        return Node("Conv", Weight("conv.weight", filters, channels, 3, 3), Weight("conv.bias", filters),
            NodeAttributes.Of("kernel_shape", [3, 3]), NodeAttributes.Of("pads", [1, 1, 1, 1]),
            NodeAttributes.Of("strides", [stride, stride]));
    }

    public TinyNet Pool() => Node("GlobalAveragePool");

    public TinyNet Flatten() => Node("Flatten", NodeAttributes.Of("axis", 1));

    /// <summary>Adds pooling and the usual head for 5 classes as the output.</summary>
    public TinyNet Classify() => Pool().Flatten().GemmHead().Output("N", Classes);

    public TinyNet Reshape(params long[] shape) => Node("Reshape", Longs("shape", shape));

    public TinyNet Transpose(params long[] perm) => Node("Transpose", NodeAttributes.Of("perm", perm));

    public TinyNet GemmHead(bool transposed = true, int features = Channels)
    {
        MakeHead(features);
        var weight = transposed
            ? Graph.SetInitializer(TensorData.Create("fc.weight", HeadWeights.AsSpan(), Classes, features))
            : Graph.SetInitializer(TensorData.Create("fc.weight", Turned(features).AsSpan(), features, Classes));
        return Named("Gemm", "fc", weight, Bias(), NodeAttributes.Of("transB", transposed ? 1 : 0));
    }

    public TinyNet MatMulHead(int features = Channels)
    {
        MakeHead(features);
        var weight = Graph.SetInitializer(TensorData.Create("fc.weight", Turned(features).AsSpan(), features, Classes));
        return Named("MatMul", "fc.product", weight).Named("Add", "fc", Bias());
    }

    public TinyNet ConvHead(int features = Channels)
    {
        MakeHead(features);
        var weight = Graph.SetInitializer(TensorData.Create("fc.weight", HeadWeights.AsSpan(), Classes, features, 1, 1));
        return Named("Conv", "fc", weight, Bias());
    }

    /// <summary>Declares the current tensor as the network's output.</summary>
    public TinyNet Output(params object[] shape)
    {
        Graph.AddOutput(Tensor, DataType.Float, shape);
        return this;
    }

    /// <summary>Adds a constant with random values in -0.5..0.5.</summary>
    public string Weight(string name, params long[] shape) => Graph.SetInitializer(TensorData.Create(
        Graph.FreshName(name), Random((int)shape.Aggregate(1L, (product, size) => product * size)).AsSpan(), shape));

    /// <summary>Adds a <c>Constant</c> node.</summary>
    public void Constant(string name, TensorProto value) => Graph.AddNode(
        "Constant", [], name, new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = value });

    /// <summary>Adds the mean of a constant that would take 14 GB.</summary>
    public TinyNet HugeConstant()
    {
        Constant("size", TensorData.Create("size", [60_000L, 60_000L], 2));
        Graph.AddNode("ConstantOfShape", ["size"], "huge");
        Graph.AddNode("ReduceMean", ["huge"], "mean", NodeAttributes.Of("keepdims", 0));
        return Node("Add", "mean");
    }

    public string Longs(string name, params long[] values) =>
        Graph.SetInitializer(TensorData.Create(Graph.FreshName(name), values.AsSpan(), values.Length));

    public float[] Random(int count) => [.. Enumerable.Range(0, count).Select(_ => _random.NextSingle() - 0.5f)];

    public string Save(TemporaryFolder folder, string name = "tiny.onnx") => folder.Write(name, Graph.ToBytes());

    /// <summary>Writes the network with its weights in a separate file.</summary>
    /// <param name="folder">The folder of both files.</param>
    /// <param name="written">The path that the weights are written to.</param>
    /// <param name="named">The path of the weights in the network file.</param>
    /// <param name="model">The network file.</param>
    public string SaveOutside(TemporaryFolder folder, string written, string named, string model = "outside.onnx")
    {
        using (var stream = File.Create(folder.File(written)))
        {
            foreach (var tensor in Graph.Proto.Initializer.Where(t => t.RawData.Length > 16))
            {
                Entry(tensor, "location", named);
                Entry(tensor, "offset", $"{stream.Position}");
                Entry(tensor, "length", $"{tensor.RawData.Length}");
                tensor.DataLocation = TensorProto.Types.DataLocation.External;
                stream.Write(tensor.RawData.Span);
                tensor.RawData = Google.Protobuf.ByteString.Empty;
            }
        }

        return Save(folder, model);
    }

    private static void Entry(TensorProto tensor, string key, string value) =>
        tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });

    private void MakeHead(int features)
    {
        HeadWeights = Random(Classes * features);
        HeadBias = Random(Classes);
    }

    private string Bias() => Graph.SetInitializer(TensorData.Create("fc.bias", HeadBias.AsSpan(), Classes));

    private float[] Turned(int features) =>
        [.. Enumerable.Range(0, features * Classes).Select(i => HeadWeights[i % Classes * features + i / Classes])];
}
