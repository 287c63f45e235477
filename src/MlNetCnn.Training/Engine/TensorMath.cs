using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// Sums in which no number is made for a single call (see <see cref="ScalarCache"/>). TorchSharp's own <c>a + b</c> is <c>a + 1 * b</c> to libtorch, with a
/// new 1 in each call.
/// </summary>
internal static class TensorMath
{
    private static readonly Scalar One = ScalarCache.Of(1L);

    /// <summary>Adds two tensors.</summary>
    /// <param name="left">One of them.</param>
    /// <param name="right">The other.</param>
    public static Tensor Add(this Tensor left, Tensor right) => left.add(right, One);

    /// <summary>Adds a number.</summary>
    /// <param name="left">The tensor.</param>
    /// <param name="right">The number.</param>
    public static Tensor Add(this Tensor left, Scalar right) => left.add(right, One);

    /// <summary>Adds a tensor in place.</summary>
    /// <param name="sum">Is changed.</param>
    /// <param name="term">Is added.</param>
    public static Tensor AddInPlace(this Tensor sum, Tensor term) => sum.add_(term, One);

    /// <summary>Adds a number in place.</summary>
    /// <param name="sum">Is changed.</param>
    /// <param name="term">Is added.</param>
    public static Tensor AddInPlace(this Tensor sum, Scalar term) => sum.add_(term, One);
}

/// <summary>
/// Numbers for libtorch that live as long as the process. TorchSharp 0.107 hands over the address of a <see cref="Scalar"/> and lets go of the object, so
/// one that was made for a single call, as by <c>x * 0.5</c>, may be collected and freed while libtorch reads it.
/// </summary>
/// <remarks>For the few numbers that networks are made of; what changes from step to step belongs to an owner that disposes it.</remarks>
internal static class ScalarCache
{
    private static readonly ConcurrentDictionary<double, Scalar> Reals = new();
    private static readonly ConcurrentDictionary<long, Scalar> Wholes = new();

    /// <summary>A real number.</summary>
    /// <param name="value">Its value.</param>
    public static Scalar Of(double value) => Reals.GetOrAdd(value, v => v.ToScalar());

    /// <summary>A whole number, which does not turn whole numbers into fractions.</summary>
    /// <param name="value">Its value.</param>
    public static Scalar Of(long value) => Wholes.GetOrAdd(value, v => v.ToScalar());
}
