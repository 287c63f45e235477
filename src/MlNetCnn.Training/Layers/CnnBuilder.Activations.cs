using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training.Layers;

/// <content>Activations: elementwise functions.</content>
public sealed partial class CnnBuilder
{
    /// <summary>Adds a rectified linear unit: max(0, x).</summary>
    public CnnBuilder ReLU() => Activate("ReLU", "relu", "Relu");

    /// <summary>Adds a leaky ReLU: x, or a small fraction of it below 0. Maas et al., "Rectifier nonlinearities improve neural network acoustic
    /// models", 2013.</summary>
    /// <param name="slope">The fraction; 0.01 by default.</param>
    public CnnBuilder LeakyReLU(double slope = 0.01) => Activate("LeakyReLU", "relu", "LeakyRelu", Number("alpha", slope));

    /// <summary>Adds a parametric ReLU: x, or a learned fraction of it below 0, one per channel, initialized to 0.25. He et al.,
    /// https://arxiv.org/abs/1502.01852.</summary>
    public CnnBuilder PReLU()
    {
        var layer = Begin("PReLU", "relu");
        var slope = _graph.AddWeight(layer, "weight", PerChannel, WeightFill.Constant(0.25));
        return End(layer, "PRelu", Shape, [_tensor, slope.Name]);
    }

    /// <summary>Adds an exponential linear unit: x, or alpha (e^x - 1) below 0. Clevert et al., https://arxiv.org/abs/1511.07289.</summary>
    /// <param name="alpha">The absolute value of the limit below 0; 1 by default.</param>
    public CnnBuilder ELU(double alpha = 1) => Activate("ELU", "elu", "Elu", Number("alpha", alpha));

    /// <summary>Adds an ELU with the constants that preserve mean 0 and variance 1. Klambauer et al., https://arxiv.org/abs/1706.02515.</summary>
    public CnnBuilder SELU() => Activate("SELU", "selu", "Selu");

    /// <summary>Adds a ReLU with an upper limit: min(max(0, x), 6).</summary>
    public CnnBuilder ReLU6()
    {
        var layer = Begin("ReLU6", "relu");
        return End(layer, "Clip", Shape, [_tensor, _graph.AddNumber(layer, "least", 0), _graph.AddNumber(layer, "most", 6)]);
    }

    /// <summary>Adds a sigmoid: 1 / (1 + e^-x).</summary>
    public CnnBuilder Sigmoid() => Activate("Sigmoid", "sigmoid", "Sigmoid");

    /// <summary>Adds a SiLU: x times its sigmoid, also called swish. Ramachandran et al., https://arxiv.org/abs/1710.05941.</summary>
    public CnnBuilder SiLU()
    {
        var layer = Begin("SiLU", "silu");
        return End(layer, "Mul", Shape, [_tensor, Part(layer, "Sigmoid", "sigmoid", Shape, [_tensor])]);
    }

    /// <summary>Adds a GELU: x times the probability that a standard normal variable is below x, by the error function. Hendrycks and Gimpel,
    /// https://arxiv.org/abs/1606.08415.</summary>
    public CnnBuilder GELU()
    {
        // Written out, because the operator was introduced in version 20 of the operator set.
        var layer = Begin("GELU", "gelu");
        var scaled = Part(layer, "Mul", "scaled", Shape, [_tensor, _graph.AddNumber(layer, "root", Math.Sqrt(0.5))]);
        var doubled = Part(layer, "Add", "doubled", Shape, [Part(layer, "Erf", "erf", Shape, [scaled]), _graph.AddNumber(layer, "one", 1)]);
        var chance = Part(layer, "Mul", "chance", Shape, [doubled, _graph.AddNumber(layer, "half", 0.5)]);
        return End(layer, "Mul", Shape, [_tensor, chance]);
    }

    /// <summary>Adds a hard swish: x min(max(0, x + 3), 6) / 6. Howard et al., https://arxiv.org/abs/1905.02244.</summary>
    public CnnBuilder HardSwish() => Activate("HardSwish", "hardswish", "HardSwish");

    /// <summary>Adds a hyperbolic tangent.</summary>
    public CnnBuilder Tanh() => Activate("Tanh", "tanh", "Tanh");

    private long[] PerChannel => Shape.IsMap ? [Shape.Channels, 1, 1] : [Shape.Channels];

    private CnnBuilder Activate(string kind, string stem, string operation, params AttributeProto[] attributes) =>
        End(Begin(kind, stem), operation, Shape, [_tensor], attributes);

    private static AttributeProto Number(string name, double value) => double.IsFinite(value)
        ? NodeAttributes.Of(name, (float)value)
        : throw new ArgumentOutOfRangeException(name, value, "The value must be finite.");
}
