using MlNetCnn.Onnx.Format;
using static TorchSharp.torch;

namespace MlNetCnn.Benchmarks;

/// <summary>
/// The baseline from scratch: <c>simple-cnn</c> and the ResNets of basic blocks, from TorchSharp modules in float32, channels first, starting with
/// the same weights as ours.
/// </summary>
internal sealed class PlainScratchNetwork : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> _layers;
    private readonly Queue<NodeProto> _convolutions;
    private readonly Queue<NodeProto> _norms;
    private readonly OnnxGraph _graph;

    /// <summary>Builds the network.</summary>
    /// <param name="name">One of <c>simple-cnn</c>, <c>resnet20</c> and <c>resnet18</c>.</param>
    /// <param name="size">Width and height of the images.</param>
    /// <param name="graph">Our network before training, as the source of the weights.</param>
    public PlainScratchNetwork(string name, int size, OnnxGraph graph)
        : base(nameof(PlainScratchNetwork))
    {
        _graph = graph;
        _convolutions = new(graph.Proto.Node.Where(n => n.OpType == "Conv"));
        _norms = new(graph.Proto.Node.Where(n => n.OpType == "BatchNormalization"));
        var head = graph.Proto.Node.Last(n => n.OpType == "Gemm");
        List<nn.Module<Tensor, Tensor>> layers = name switch
        {
            "simple-cnn" => [.. new[] { (3, 32), (32, 64), (64, 128), (128, 256) }
                .SelectMany(b => new[] { Unit(b.Item1, b.Item2, 3, 1, true), nn.ReLU(), nn.MaxPool2d(2) })],
            "resnet20" => [Unit(3, 16, 3, 1), nn.ReLU(), .. Stages([16, 32, 64], 16, 3)],
            "resnet18" => [Unit(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, stride: 2, padding: 1), .. Stages([64, 128, 256, 512], 64, 2)],
            _ => throw new ArgumentException($"'{name}' has no baseline", nameof(name)),
        };
        var features = graph.Initializer(head.Input[1])!.Dims.Max();
        layers.AddRange([nn.AdaptiveAvgPool2d(1), nn.Flatten()]);
        if (name == "simple-cnn")
        {
            layers.Add(nn.Dropout(0.3));
        }

        var linear = nn.Linear(features, TrainedNetwork.Classes);
        Copy(linear.weight!, head.Input[1]);
        Copy(linear.bias!, head.Input[2]);
        layers.Add(linear);
        _layers = nn.Sequential(layers);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _layers.forward(input);

    private IEnumerable<nn.Module<Tensor, Tensor>> Stages(int[] filters, int inputs, int blocks)
    {
        foreach (var (stage, outputs) in filters.Index())
        {
            for (var i = 0; i < blocks; i++)
            {
                var stride = stage > 0 && i == 0 ? 2 : 1;
                yield return new PlainBlock(Unit(inputs, outputs, 3, stride), Unit(outputs, outputs, 3, 1), stride == 1 && inputs == outputs ? null : Unit(inputs, outputs, 1, stride));
                inputs = outputs;
            }
        }
    }

    private nn.Module<Tensor, Tensor> Unit(int inputs, int outputs, int kernel, int stride, bool bias = false)
    {
        var (node, normalization) = (_convolutions.Dequeue(), _norms.Dequeue());
        bias &= node.Input.Count == 3;
        var layer = nn.Conv2d(inputs, outputs, kernel, stride, kernel / 2, bias: bias);
        var norm = nn.BatchNorm2d(outputs);
        Copy(layer.weight!, node.Input[1]);
        Copy(norm.weight!, normalization.Input[1]);
        Copy(norm.bias!, normalization.Input[2]);
        if (bias)
        {
            Copy(layer.bias!, node.Input[2]);
        }

        return nn.Sequential(layer, norm);
    }

    private void Copy(Tensor weight, string name)
    {
        using var still = no_grad();
        weight.copy_(tensor(_graph.Initializer(name)!.ToFloats(), weight.shape));
    }
}
