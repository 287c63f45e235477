using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training.Layers;

/// <content>Normalization, and layers that are active only in training.</content>
public sealed partial class CnnBuilder
{
    /// <summary>Adds batch normalization: each channel gets mean 0 and variance 1 over the batch, then a learned scale and offset; after training,
    /// the running mean and variance are used. Ioffe and Szegedy, https://arxiv.org/abs/1502.03167.</summary>
    /// <param name="epsilon">Added to the variance, above 0; 1e-5 by default.</param>
    /// <param name="momentum">The fraction of the running statistics that each batch keeps, at least 0 and below 1; 0.9 by default (0.1 in PyTorch's
    /// convention).</param>
    /// <param name="scale">The initial value of the learned scale; 1 by default. With 0 in the last one of a residual body, the network starts as if
    /// the body did not exist (Goyal et al., https://arxiv.org/abs/1706.02677).</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_RANGE</c>.</exception>
    public CnnBuilder BatchNorm(double epsilon = 1e-5, double momentum = 0.9, double scale = 1)
    {
        if (_last is { OptionalBias: not null } convolution && convolution.Name == _tensor)
        {
            convolution.DropOptionalBias();
        }

        var layer = Begin("BatchNorm", "bn");
        var errors = EpsilonErrors(epsilon);
        if (momentum is not (>= 0 and < 1))
        {
            errors.Add(("momentum of at least 0 and below 1", FormattableString.Invariant($"momentum {momentum}")));
        }

        if (!double.IsFinite(scale))
        {
            errors.Add(("a finite scale", FormattableString.Invariant($"scale {scale}")));
        }

        if (errors.Count > 0)
        {
            throw LayerErrors.Arguments(layer, errors);
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

    /// <summary>Adds group normalization: the channels of each group get mean 0 and variance 1 over the map of one image, then each channel a learned
    /// scale and offset; it does not depend on the batch. Wu and He, https://arxiv.org/abs/1803.08494.</summary>
    /// <param name="groups">The number of groups, which must divide the channels evenly; 32 by default.</param>
    /// <param name="epsilon">Added to the variance, above 0; 1e-5 by default.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c> or <c>LAYER_RANGE</c>.</exception>
    public CnnBuilder GroupNorm(int groups = 32, double epsilon = 1e-5)
    {
        var layer = BeginOnMap("GroupNorm", "gn");
        var errors = EpsilonErrors(epsilon);
        if (groups < 1 || Shape.Channels % groups != 0)
        {
            errors.Add(($"groups that divide the {Shape.Channels} channels evenly", $"{groups} groups"));
        }

        if (errors.Count > 0)
        {
            throw LayerErrors.Arguments(layer, errors);
        }

        // Written out, because the operator was introduced in version 18 of the operator set, in a form that version 21 withdrew.
        var apart = Step("Reshape", "apart", [_tensor, _graph.AddConstant(layer, "groups", 0L, groups, -1)]);
        var centered = Step("Sub", "centred", [apart, Mean("mean", apart)]);
        var variance = Step("Add", "raised", [Mean("variance", Step("Mul", "squares", [centered, centered])), _graph.AddNumber(layer, "epsilon", epsilon)]);
        var normal = Step("Div", "normal", [centered, Step("Sqrt", "deviation", [variance])]);
        var together = Step("Reshape", "together", [normal, _graph.AddConstant(layer, "shape", 0L, Shape.Channels, Shape.Height, Shape.Width)]);
        var scaled = Step("Mul", "scaled", [together, _graph.AddWeight(layer, "weight", PerChannel, WeightFill.Constant(1)).Name]);
        return End(layer, "Add", Shape, [scaled, _graph.AddWeight(layer, "bias", PerChannel, WeightFill.Constant(0)).Name]);

        string Mean(string part, string input) =>
            _graph.Append(layer, "ReduceMean", [input], part, shape: null, NodeAttributes.Of("axes", [2]), NodeAttributes.Of("keepdims", 1));

        string Step(string operation, string part, IEnumerable<string> inputs) => _graph.Append(layer, operation, inputs, part, shape: null);
    }

    /// <summary>Adds layer normalization: the channels of each pixel, or the numbers of a vector, get mean 0 and variance 1, then each a learned
    /// scale and offset. Ba et al., https://arxiv.org/abs/1607.06450.</summary>
    /// <param name="epsilon">Added to the variance, above 0; 1e-6 by default.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_RANGE</c>.</exception>
    public CnnBuilder LayerNorm(double epsilon = 1e-6)
    {
        var layer = Begin("LayerNorm", "ln");
        if (EpsilonErrors(epsilon) is { Count: > 0 } errors)
        {
            throw LayerErrors.Arguments(layer, errors);
        }

        string[] weights =
        [
            _graph.AddWeight(layer, "weight", [Shape.Channels], WeightFill.Constant(1)).Name,
            _graph.AddWeight(layer, "bias", [Shape.Channels], WeightFill.Constant(0)).Name,
        ];
        AttributeProto[] attributes = [NodeAttributes.Of("axis", -1), NodeAttributes.Of("epsilon", (float)epsilon)];
        if (!Shape.IsMap)
        {
            return End(layer, "LayerNormalization", Shape, [_tensor, .. weights], attributes);
        }

        var turned = _graph.Append(layer, "Transpose", [_tensor], "turned", shape: null, NodeAttributes.Of("perm", [0, 2, 3, 1]));
        var normal = _graph.Append(layer, "LayerNormalization", [turned, .. weights], "normal", shape: null, attributes);
        return End(layer, "Transpose", Shape, [normal], NodeAttributes.Of("perm", [0, 3, 1, 2]));
    }

    /// <summary>Adds dropout: in training, each number is set to 0 with this probability and the others are scaled up to compensate; after training
    /// it does nothing. Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014.</summary>
    /// <param name="fraction">The probability, at least 0 and below 1.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_RANGE</c>.</exception>
    public CnnBuilder Dropout(double fraction)
    {
        var layer = Begin("Dropout", "dropout");
        CheckFraction(layer, fraction);
        return End(layer, "Dropout", Shape, [_tensor, _graph.AddNumber(layer, "ratio", fraction)]);
    }

    /// <summary>Adds stochastic depth at the end of a residual body: in training, the whole body is skipped for an image with this probability and
    /// scaled up otherwise to compensate; after training it does nothing. Huang et al., https://arxiv.org/abs/1603.09382.</summary>
    /// <param name="fraction">The probability, at least 0 and below 1. The paper increases it from 0 in the first block to 0.5 in the last.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_RANGE</c>.</exception>
    public CnnBuilder StochasticDepth(double fraction)
    {
        var layer = Begin("StochasticDepth", "depth");
        CheckFraction(layer, fraction);

        // Dropout of a single 1 per image. The 1 is computed from the map itself, on its device and for as many images as it has, by comparing one
        // number of each image with itself: this has no gradient and is not a constant.
        long[] axes = [.. Enumerable.Range(1, Shape.IsMap ? 3 : 1)];
        var single = _graph.Append(
            layer, "Slice",
            [
                _tensor, _graph.AddConstant(layer, "starts", new long[axes.Length]),
                _graph.AddConstant(layer, "ends", [.. axes.Select(_ => 1L)]), _graph.AddConstant(layer, "axes", axes),
            ],
            "single", shape: null);
        var same = _graph.Append(layer, "Equal", [single, single], "same", shape: null);
        var one = _graph.Append(layer, "Cast", [same], "one", shape: null, NodeAttributes.Of("to", (long)TensorProto.Types.DataType.Float));
        var kept = _graph.Append(layer, "Dropout", [one, _graph.AddNumber(layer, "ratio", fraction)], "kept", shape: null);
        return End(layer, "Mul", Shape, [_tensor, kept]);
    }

    private static List<(string Expected, string Received)> EpsilonErrors(double epsilon) =>
        epsilon > 0 && double.IsFinite(epsilon) ? [] : [("epsilon above 0", FormattableString.Invariant($"epsilon {epsilon}"))];

    private static void CheckFraction(LayerPlan layer, double fraction)
    {
        if (fraction is not (>= 0 and < 1))
        {
            throw LayerErrors.Arguments(layer, [("a fraction of at least 0 and below 1", FormattableString.Invariant($"{fraction}"))]);
        }
    }
}
