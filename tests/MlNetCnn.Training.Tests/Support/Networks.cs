namespace MlNetCnn.Training.Tests;

/// <summary>Well-known architectures, thin and for small images, with random weights.</summary>
internal static class Networks
{
    public static OnnxGraph Make(string name) => name switch
    {
        "ResNet-50" => ResNet(squeeze: false),
        "SE-ResNet" => ResNet(squeeze: true),
        "Inception v3" => Inception(),
        "DenseNet" => DenseNet(),
        "EfficientNet" => EfficientNet(),
        "MobileNetV3" => MobileNet(),
        "ConvNeXt" => ConvNext(),
        _ => throw new ArgumentException($"no network '{name}'", nameof(name)),
    };

    // https://arxiv.org/abs/1512.03385: bottlenecks, 3, 4, 6 and 3 of them.
    private static OnnxGraph ResNet(bool squeeze)
    {
        var net = new NetBuilder(64).ConvNorm(8, 7, stride: 2).Relu().Pool("MaxPool", 3, 2, 1);
        foreach (var (stage, blocks) in new[] { 3, 4, 6, 3 }.Index())
        {
            for (var block = 0; block < blocks; block++)
            {
                var (width, stride) = (4 << stage, stage > 0 && block == 0 ? 2 : 1);
                var input = net.Tensor;
                var shortcut = block == 0 ? net.ConvNorm(4 * width, 1, stride).Tensor : input;
                net.At(input).ConvNorm(width, 1).Relu().ConvNorm(width, 3, stride).Relu().ConvNorm(4 * width, 1);
                if (squeeze)
                {
                    net.Squeeze(width);
                }

                net.Node("Add", shortcut).Relu();
            }
        }

        return net.Classify();
    }

    // https://arxiv.org/abs/1512.00567: unpadded stem, parallel branches with 5x5, 1x7 and 7x1 and pooling.
    private static OnnxGraph Inception()
    {
        var net = new NetBuilder(107).ConvNorm(8, 3, 2, autoPad: "VALID").Relu().ConvNorm(8, 3, autoPad: "VALID").Relu().ConvNorm(12, 3).Relu()
            .Pool("MaxPool", 3, 2).ConvNorm(12, 1).Relu().ConvNorm(16, 3, autoPad: "VALID").Relu().Pool("MaxPool", 3, 2);
        var start = net.Tensor;
        net.Concat(
            net.At(start).ConvNorm(8, 1).Relu().Tensor,
            net.At(start).ConvNorm(6, 1).Relu().ConvNorm(8, 5).Relu().Tensor,
            net.At(start).ConvNorm(8, 1).Relu().ConvNorm(12, 3).Relu().ConvNorm(12, 3).Relu().Tensor,
            net.At(start).Pool("AveragePool", 3, 1, 1, NodeAttributes.Of("count_include_pad", 0)).ConvNorm(4, 1).Relu().Tensor);
        start = net.Tensor;
        net.Concat(
            net.At(start).ConvNorm(16, 3, 2, autoPad: "VALID").Relu().Tensor,
            net.At(start).Pool("MaxPool", 3, 2).Tensor);
        start = net.Tensor;
        net.Concat(
            net.At(start).ConvNorm(8, 1).Relu().Tensor,
            net.At(start).ConvNorm(6, 1).Relu().Window(6, 1, 7).BatchNorm().Relu().Window(8, 7, 1).BatchNorm().Relu().Tensor,
            net.At(start).Pool("AveragePool", 3, 1, 1, NodeAttributes.Of("count_include_pad", 1)).ConvNorm(8, 1).Relu().Tensor);
        return net.Node("Dropout").Classify();
    }

    // https://arxiv.org/abs/1608.06993: every layer reads all layers before it; normalization comes first.
    private static OnnxGraph DenseNet()
    {
        var net = new NetBuilder(64, opset: 9).ConvNorm(8, 7, 2).Relu().Pool("MaxPool", 3, 2, 1);
        for (var block = 0; block < 3; block++)
        {
            for (var layer = 0; layer < 4; layer++)
            {
                var input = net.Tensor;
                net.Concat(input, net.BatchNorm().Relu().Conv(16, 1).BatchNorm().Relu().Conv(4, 3).Tensor);
            }

            if (block < 2)
            {
                net.BatchNorm().Relu().Conv(net.Channels / 2, 1).Pool("AveragePool", 2, 2);
            }
        }

        return net.BatchNorm().Relu().Classify();
    }

    // https://arxiv.org/abs/1905.11946, as TensorFlow exports it: padding by name, swish in two nodes.
    private static OnnxGraph EfficientNet()
    {
        var net = new NetBuilder(64, opset: 11).ConvNorm(8, 3, 2, autoPad: "SAME_UPPER").Swish();
        foreach (var (filters, kernel, stride) in new[] { (8, 3, 1), (12, 3, 2), (12, 3, 1), (16, 5, 2), (16, 5, 1), (24, 3, 2), (32, 5, 2) })
        {
            var (input, before) = (net.Tensor, net.Channels);
            var wide = before * 4;
            net.ConvNorm(wide, 1, autoPad: "SAME_UPPER").Swish().ConvNorm(wide, kernel, stride, groups: wide, autoPad: "SAME_UPPER").Swish()
                .Squeeze(before / 4, "Sigmoid").ConvNorm(filters, 1, autoPad: "SAME_UPPER");
            if (before == filters && stride == 1)
            {
                net.Node("Add", input);
            }
        }

        return net.ConvNorm(64, 1).Swish().Classify();
    }

    // https://arxiv.org/abs/1905.02244: hard swish, once as one node and once written out.
    private static OnnxGraph MobileNet()
    {
        var net = new NetBuilder(64, opset: 14).ConvNorm(8, 3, 2).Node("HardSwish");
        foreach (var (filters, kernel, stride, spelled) in new[] { (8, 3, 2, false), (12, 3, 2, true), (12, 3, 1, false), (20, 5, 2, true), (20, 5, 1, true) })
        {
            var (input, before) = (net.Tensor, net.Channels);
            var wide = before * 3;
            Swish(net.ConvNorm(wide, 1), spelled);
            net.ConvNorm(wide, kernel, stride, groups: wide).Squeeze(before / 2, "Relu", "HardSigmoid");
            Swish(net, spelled).ConvNorm(filters, 1);
            if (before == filters && stride == 1)
            {
                net.Node("Add", input);
            }
        }

        return net.ConvNorm(48, 1).Node("HardSwish").Node("GlobalAveragePool").Node("Flatten", NodeAttributes.Of("axis", 1))
            .Dense(64).Node("HardSwish").Dense(7).Finish(7);

        static NetBuilder Swish(NetBuilder net, bool spelled)
        {
            if (!spelled)
            {
                return net.Node("HardSwish");
            }

            var x = net.Tensor;
            return net.Node("Add", net.Number(3)).Node("Clip", net.Number(0), net.Number(6)).Node("Mul", x).Node("Div", net.Number(6));
        }
    }

    // https://arxiv.org/abs/2201.03545: layer normalization over channels, linear layers on the last axis, GELU written out.
    private static OnnxGraph ConvNext()
    {
        var net = new NetBuilder(64, opset: 17).Conv(8, 4, 4, bias: true, autoPad: "VALID");
        foreach (var (stage, blocks) in new[] { 2, 3, 2 }.Index())
        {
            if (stage > 0)
            {
                Norm(net.Node("Transpose", NodeAttributes.Of("perm", [0, 2, 3, 1]))).Node("Transpose", NodeAttributes.Of("perm", [0, 3, 1, 2]))
                    .Conv(net.Channels * 2, 2, 2, bias: true, autoPad: "VALID");
            }

            for (var block = 0; block < blocks; block++)
            {
                var (input, width) = (net.Tensor, net.Channels);
                Norm(net.Conv(width, 7, groups: width, bias: true).Node("Transpose", NodeAttributes.Of("perm", [0, 2, 3, 1]))).MatMul(4 * width);
                var x = net.Tensor;
                net.Node("Div", net.Number(1.41421356f)).Node("Erf").Node("Add", net.Number(1)).Node("Mul", x).Node("Mul", net.Number(0.5f))
                    .MatMul(width).Node("Mul", net.Weight("gamma", 0.5, width)).Node("Transpose", NodeAttributes.Of("perm", [0, 3, 1, 2])).Node("Add", input);
            }
        }

        return net.Classify();

        static NetBuilder Norm(NetBuilder net) =>
            net.Node("LayerNormalization", net.Uniform("scale", 0.8f, 1.2f, net.Channels), net.Weight("shift", 0.1, net.Channels));
    }
}
