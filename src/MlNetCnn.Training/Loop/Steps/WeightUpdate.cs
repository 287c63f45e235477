using TorchSharp;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>One step of an optimiser, at one learning rate and decay.</summary>
internal abstract class WeightUpdate : IDisposable
{
    private readonly List<Scalar> _numbers = [];

    /// <summary>Changes weights in place.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="gradient">Its gradient, which is used up.</param>
    /// <param name="state">What is remembered of the weight, in the order of its names.</param>
    public abstract void Apply(Tensor weight, Tensor gradient, Tensor[] state);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var number in _numbers)
        {
            number.Dispose();
        }
    }

    /// <summary>A number as libtorch wants it, freed with this object.</summary>
    /// <param name="value">The number.</param>
    protected Scalar Number(double value)
    {
        var number = value.ToScalar();
        _numbers.Add(number);
        return number;
    }
}
