using System.Collections.Concurrent;
using TorchSharp;

namespace MlNetCnn.Training;

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
