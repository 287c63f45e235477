using TorchSharp;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>One optimizer step, at one learning rate and weight decay.</summary>
internal abstract class WeightUpdate : IDisposable
{
    private readonly List<Scalar> _numbers = [];

    /// <summary>Updates a weight in place.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="gradient">Its gradient, which is invalid afterwards.</param>
    /// <param name="state">The state tensors of the weight, in the order of their names.</param>
    public abstract void Apply(Tensor weight, Tensor gradient, Tensor[] state);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var number in _numbers)
        {
            number.Dispose();
        }
    }

    /// <summary>Creates a number in the form that libtorch expects, which is freed with this object.</summary>
    /// <param name="value">The number.</param>
    protected Scalar Number(double value)
    {
        var number = value.ToScalar();
        _numbers.Add(number);
        return number;
    }
}
