using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Training.Tests;

/// <summary>Builds networks layer by layer, with random weights that keep the values near 1 at any depth.</summary>
internal sealed class NetBuilder
{
    private readonly Random _random = new(11);
    private readonly Dictionary<string, int> _channels = [];
    private int _count;

    public NetBuilder(int size, long opset = 13, int channels = 3)
    {
        Graph = new OnnxGraph(new ModelProto { IrVersion = 8, Graph = new GraphProto { Name = "net" } });
        Graph.SetOpset(opset);
        Graph.SetInputs(GraphInputs.Create("input", DataType.Float, ["N", channels, size, size]));
        Size = size;
        Tensor = "input";
        _channels[Tensor] = channels;
    }

    public OnnxGraph Graph { get; }

    public int Size { get; }

    /// <summary>The tensor that the next layer reads.</summary>
    public string Tensor { get; set; }

    public int Channels => _channels[Tensor];

    /// <summary>Continues from another tensor.</summary>
    public NetBuilder At(string tensor)
    {
        Tensor = tensor;
        return this;
    }

    public NetBuilder Node(string operation, params object[] more)
    {
        var channels = Channels;
        Tensor = Graph.AddNode(operation, [Tensor, .. more.OfType<string>()], $"t{++_count}", more.OfType<AttributeProto>()).Output[0];
        _channels[Tensor] = channels;
        return this;
    }

    public NetBuilder Conv(int filters, int kernel, int stride = 1, int groups = 1, bool bias = false, string? autoPad = null) =>
        Window(filters, kernel, kernel, stride, groups, bias, autoPad);

    public NetBuilder Window(int filters, int height, int width, int stride = 1, int groups = 1, bool bias = false, string? autoPad = null)
    {
        var inputs = Channels / groups;
        List<object> more = [Weight("weight", Math.Sqrt(2.0 / (inputs * height * width)), filters, inputs, height, width)];
        if (bias)
        {
            more.Add(Weight("bias", 0.1, filters));
        }

        more.Add(NodeAttributes.Of("strides", [stride, stride]));
        more.Add(NodeAttributes.Of("group", groups));
        more.Add(NodeAttributes.Of("kernel_shape", [height, width]));
        more.Add(autoPad is null
            ? NodeAttributes.Of("pads", [height / 2, width / 2, height / 2, width / 2]) : NodeAttributes.Of("auto_pad", autoPad));
        Node("Conv", [.. more]);
        _channels[Tensor] = filters;
        return this;
    }

    public NetBuilder BatchNorm() => Node(
        "BatchNormalization", Uniform("scale", 0.8f, 1.2f, Channels), Weight("shift", 0.1, Channels), Weight("mean", 0.1, Channels),
        Uniform("variance", 0.5f, 1.5f, Channels));

    public NetBuilder ConvNorm(int filters, int kernel, int stride = 1, int groups = 1, string? autoPad = null) =>
        Conv(filters, kernel, stride, groups, autoPad: autoPad).BatchNorm();

    public NetBuilder Relu() => Node("Relu");

    /// <summary>Adds x times the sigmoid of x, as exporters write it.</summary>
    public NetBuilder Swish()
    {
        var x = Tensor;
        return Node("Sigmoid").Node("Mul", x);
    }

    public NetBuilder Pool(string operation, int kernel, int stride, int pad = 0, params AttributeProto[] more) => Node(
        operation, [NodeAttributes.Of("kernel_shape", [kernel, kernel]), NodeAttributes.Of("strides", [stride, stride]),
            NodeAttributes.Of("pads", [pad, pad, pad, pad]), .. more]);

    /// <summary>Adds squeeze-and-excitation: https://arxiv.org/abs/1709.01507.</summary>
    public NetBuilder Squeeze(int reduced, string activation = "Relu", string gate = "Sigmoid")
    {
        var (x, channels) = (Tensor, Channels);
        return Node("GlobalAveragePool").Conv(reduced, 1, bias: true).Node(activation).Conv(channels, 1, bias: true).Node(gate).Node("Mul", x);
    }

    public NetBuilder Concat(params string[] branches)
    {
        var channels = branches.Sum(branch => _channels[branch]);
        At(branches[0]).Node("Concat", [.. branches.Skip(1), NodeAttributes.Of("axis", 1)]);
        _channels[Tensor] = channels;
        return this;
    }

    /// <summary>Adds pooling and a linear layer.</summary>
    public OnnxGraph Classify(int classes = 7) => Node("GlobalAveragePool").Node("Flatten", NodeAttributes.Of("axis", 1)).Dense(classes).Finish(classes);

    public NetBuilder Dense(int outputs)
    {
        var features = Channels;
        Node("Gemm", Weight("weight", Math.Sqrt(1.0 / features), outputs, features), Weight("bias", 0.1, outputs), NodeAttributes.Of("transB", 1));
        _channels[Tensor] = outputs;
        return this;
    }

    public NetBuilder MatMul(int outputs)
    {
        var features = Channels;
        Node("MatMul", Weight("weight", Math.Sqrt(1.0 / features), features, outputs)).Node("Add", Weight("bias", 0.1, outputs));
        _channels[Tensor] = outputs;
        return this;
    }

    public OnnxGraph Finish(params object[] shape)
    {
        Graph.AddOutput(Tensor, DataType.Float, ["N", .. shape]);
        return Graph;
    }

    /// <summary>Adds a constant with values around 0.</summary>
    public string Weight(string name, double deviation, params int[] shape)
    {
        // The sum of three uniform numbers in -1..1 has variance 1.
        var reach = (float)deviation;
        return Constant(name, () => ((_random.NextSingle() * 2) + (_random.NextSingle() * 2) + (_random.NextSingle() * 2) - 3) * reach, shape);
    }

    /// <summary>Adds a constant with values in a range.</summary>
    public string Uniform(string name, float low, float high, params int[] shape) =>
        Constant(name, () => low + (_random.NextSingle() * (high - low)), shape);

    /// <summary>Adds a scalar constant.</summary>
    public string Number(float value) => Graph.SetInitializer(TensorData.Create(Graph.FreshName("number"), [value]));

    private string Constant(string name, Func<float> next, int[] shape)
    {
        var values = new float[shape.Aggregate(1, (product, size) => product * size)];
        foreach (ref var value in values.AsSpan())
        {
            value = next();
        }

        return Graph.SetInitializer(TensorData.Create(Graph.FreshName($"t{_count + 1}.{name}"), values.AsSpan(), [.. shape.Select(s => (long)s)]));
    }
}
