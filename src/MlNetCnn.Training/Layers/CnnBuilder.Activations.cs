using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training.Layers;

/// <content>Activations: functions of each number by itself.</content>
public sealed partial class CnnBuilder
{
    /// <summary>max(0, x).</summary>
    public CnnBuilder ReLU() => Activate("ReLU", "relu", "Relu");

    /// <summary>x, or a small share of it below 0. Maas et al., "Rectifier nonlinearities improve neural network acoustic models", 2013.</summary>
    /// <param name="slope">The share; 0.01 by default.</param>
    public CnnBuilder LeakyReLU(double slope = 0.01) => Activate("LeakyReLU", "relu", "LeakyRelu", Number("alpha", slope));

    /// <summary>x, or a learned share of it below 0, one per channel, which starts at 0.25. He et al., https://arxiv.org/abs/1502.01852.</summary>
    public CnnBuilder PReLU()
    {
        var layer = Begin("PReLU", "relu");
        var slope = _graph.AddWeight(layer, "weight", PerChannel, WeightFill.Constant(0.25));
        return End(layer, "PRelu", Shape, [_tensor, slope.Name]);
    }

    /// <summary>x, or alpha (e^x - 1) below 0. Clevert et al., https://arxiv.org/abs/1511.07289.</summary>
    /// <param name="alpha">How far it goes below 0; 1 by default.</param>
    public CnnBuilder ELU(double alpha = 1) => Activate("ELU", "elu", "Elu", Number("alpha", alpha));

    /// <summary>ELU with the constants that keep mean 0 and variance 1. Klambauer et al., https://arxiv.org/abs/1706.02515.</summary>
    public CnnBuilder SELU() => Activate("SELU", "selu", "Selu");

    /// <summary>min(max(0, x), 6).</summary>
    public CnnBuilder ReLU6()
    {
        var layer = Begin("ReLU6", "relu");
        return End(layer, "Clip", Shape, [_tensor, _graph.AddNumber(layer, "least", 0), _graph.AddNumber(layer, "most", 6)]);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    public CnnBuilder Sigmoid() => Activate("Sigmoid", "sigmoid", "Sigmoid");

    /// <summary>x times its sigmoid, also called swish. Ramachandran et al., https://arxiv.org/abs/1710.05941.</summary>
    public CnnBuilder SiLU()
    {
        var layer = Begin("SiLU", "silu");
        return End(layer, "Mul", Shape, [_tensor, Part(layer, "Sigmoid", "sigmoid", Shape, [_tensor])]);
    }

    /// <summary>x times the chance that a normally distributed number is below x, by the error function. Hendrycks and Gimpel,
    /// https://arxiv.org/abs/1606.08415.</summary>
    public CnnBuilder GELU()
    {
        // Written out: the operator came with version 20 of the operator set.
        var layer = Begin("GELU", "gelu");
        var scaled = Part(layer, "Mul", "scaled", Shape, [_tensor, _graph.AddNumber(layer, "root", Math.Sqrt(0.5))]);
        var doubled = Part(layer, "Add", "doubled", Shape, [Part(layer, "Erf", "erf", Shape, [scaled]), _graph.AddNumber(layer, "one", 1)]);
        var chance = Part(layer, "Mul", "chance", Shape, [doubled, _graph.AddNumber(layer, "half", 0.5)]);
        return End(layer, "Mul", Shape, [_tensor, chance]);
    }

    /// <summary>x min(max(0, x + 3), 6) / 6. Howard et al., https://arxiv.org/abs/1905.02244.</summary>
    public CnnBuilder HardSwish() => Activate("HardSwish", "hardswish", "HardSwish");

    /// <summary>The hyperbolic tangent.</summary>
    public CnnBuilder Tanh() => Activate("Tanh", "tanh", "Tanh");

    private long[] PerChannel => Shape.IsMap ? [Shape.Channels, 1, 1] : [Shape.Channels];

    private CnnBuilder Activate(string kind, string stem, string operation, params AttributeProto[] attributes) =>
        End(Begin(kind, stem), operation, Shape, [_tensor], attributes);

    private static AttributeProto Number(string name, double value) => double.IsFinite(value)
        ? NodeAttributes.Of(name, (float)value)
        : throw new ArgumentOutOfRangeException(name, value, "a finite number is needed");
}
