using MlNetCnn.Onnx.Format;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MlNetCnn.Benchmarks;

/// <summary>
/// The baseline: ResNet-18 (https://arxiv.org/abs/1512.03385) from TorchSharp modules in float32, channels first, either as in a file,
/// with batch normalization folded into the convolutions, or as in the paper and common implementations, with separate layers.
/// </summary>
internal sealed class PlainResNet18 : nn.Module<Tensor, Tensor>
{
    private readonly Sequential _front;
    private readonly Sequential _lastStage;
    private readonly Linear _head;

    /// <summary>Builds the network.</summary>
    /// <param name="graph">The source of the weights: a file with batch normalization folded.</param>
    /// <param name="batchNorm">Whether each convolution has batch normalization after it instead of a bias.</param>
    public PlainResNet18(OnnxGraph graph, bool batchNorm)
        : base(nameof(PlainResNet18))
    {
        // The file lists the convolutions in the order of the paper; in a block, the shortcut's convolution is third.
        var convolutions = new Queue<NodeProto>(graph.Proto.Node.Where(n => n.OpType == "Conv"));
        _front = nn.Sequential(
            Next(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, stride: 2, padding: 1),
            Block(64, 64, 1), Block(64, 64, 1), Block(64, 128, 2), Block(128, 128, 1), Block(128, 256, 2), Block(256, 256, 1));
        _lastStage = nn.Sequential(Block(256, 512, 2), Block(512, 512, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten());
        _head = nn.Linear(512, TrainedNetwork.Classes);
        using (no_grad())
        {
            _head.weight!.copy_(tensor(TrainedNetwork.HeadWeights(512), [TrainedNetwork.Classes, 512]));
            _head.bias!.zero_();
        }

        RegisterComponents();

        nn.Module<Tensor, Tensor> Block(int inputs, int outputs, int stride)
        {
            var (first, second) = (Next(inputs, outputs, 3, stride), Next(outputs, outputs, 3, 1));
            return new PlainBlock(first, second, inputs == outputs ? null : Next(inputs, outputs, 1, stride));
        }

        nn.Module<Tensor, Tensor> Next(int inputs, int outputs, int kernel, int stride)
        {
            var node = convolutions.Dequeue();
            var layer = nn.Conv2d(inputs, outputs, kernel, stride, kernel / 2, bias: !batchNorm);
            var norm = batchNorm ? nn.BatchNorm2d(outputs) : null;
            using var still = no_grad();
            layer.weight!.copy_(tensor(graph.Initializer(node.Input[1])!.ToFloats(), layer.weight.shape));
            (norm?.bias ?? layer.bias)!.copy_(tensor(graph.Initializer(node.Input[2])!.ToFloats()));
            return norm is null ? layer : nn.Sequential(layer, norm);
        }
    }

    /// <summary>Freezes all but the last stage and the head.</summary>
    public void FreezeFront()
    {
        foreach (var weight in _front.parameters())
        {
            weight.requires_grad = false;
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _head.forward(_lastStage.forward(_front.forward(input)));
}
