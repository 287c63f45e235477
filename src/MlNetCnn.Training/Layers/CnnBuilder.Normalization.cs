namespace MlNetCnn.Training;

/// <content>Normalisation, and layers that only training has.</content>
public sealed partial class CnnBuilder
{
    /// <summary>Batch normalisation: each channel gets mean 0 and variance 1 over the batch, then a learned scale and offset; after
    /// training, with the running mean and variance. Ioffe and Szegedy, https://arxiv.org/abs/1502.03167.</summary>
    /// <param name="epsilon">Added to the variance, above 0; 1e-5 by default.</param>
    /// <param name="momentum">How much of the running statistics each batch leaves, 0 up to, but not reaching, 1; 0.9 by default
    /// (0.1 in PyTorch's way of counting).</param>
    /// <param name="scale">What the learned scale starts as; 1 by default. 0 in the last one of a residual body lets the network start
    /// as if the body were not there (Goyal et al., https://arxiv.org/abs/1706.02677).</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_RANGE</c>.</exception>
    public CnnBuilder BatchNorm(double epsilon = 1e-5, double momentum = 0.9, double scale = 1)
    {
        if (_last is { OptionalBias: not null } convolution && convolution.Name == _tensor)
        {
            convolution.DropOptionalBias();
        }

        var layer = Begin("BatchNorm", "bn");
        List<(string Expected, string Received)> faults = [];
        if (!(epsilon > 0 && double.IsFinite(epsilon)))
        {
            faults.Add(("epsilon above 0", FormattableString.Invariant($"epsilon {epsilon}")));
        }

        if (momentum is not (>= 0 and < 1))
        {
            faults.Add(("momentum 0 up to, but not reaching, 1", FormattableString.Invariant($"momentum {momentum}")));
        }

        if (!double.IsFinite(scale))
        {
            faults.Add(("a finite scale", FormattableString.Invariant($"scale {scale}")));
        }

        if (faults.Count > 0)
        {
            throw LayerFaults.Arguments(layer, faults);
        }

        string[] weights =
        [
            _graph.AddWeight(layer, "weight", [Shape.Channels], WeightFill.Constant(scale)).Name,
            _graph.AddWeight(layer, "bias", [Shape.Channels], WeightFill.Constant(0)).Name,
            _graph.AddWeight(layer, "running_mean", [Shape.Channels], WeightFill.Constant(0), isTrained: false).Name,
            _graph.AddWeight(layer, "running_var", [Shape.Channels], WeightFill.Constant(1), isTrained: false).Name,
        ];
        return End(
            layer, "BatchNormalization", Shape, [_tensor, .. weights], NodeAttributes.Of("epsilon", (float)epsilon),
            NodeAttributes.Of("momentum", (float)momentum));
    }

    /// <summary>Dropout: while training, each number is 0 with this chance and the others grow in return; afterwards nothing is done.
    /// Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014.</summary>
    /// <param name="share">0 up to, but not reaching, 1.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_RANGE</c>.</exception>
    public CnnBuilder Dropout(double share)
    {
        var layer = Begin("Dropout", "dropout");
        CheckShare(layer, share);
        return End(layer, "Dropout", Shape, [_tensor, _graph.AddConstant(layer, "ratio", (float)share)]);
    }

    private static void CheckShare(LayerPlan layer, double share)
    {
        if (share is not (>= 0 and < 1))
        {
            throw LayerFaults.Arguments(layer, [("a share of 0 up to, but not reaching, 1", FormattableString.Invariant($"{share}"))]);
        }
    }
}
