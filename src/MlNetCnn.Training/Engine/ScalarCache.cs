using System.Collections.Concurrent;
using TorchSharp;

namespace MlNetCnn.Training;

/// <summary>
/// Caches numbers for libtorch for the lifetime of the process. TorchSharp 0.107 passes the address of a <see cref="Scalar"/> and releases the
/// object, so a number that is created for a single call, as in <c>x * 0.5</c>, may be collected and freed while libtorch reads it.
/// </summary>
/// <remarks>For the few constants that networks contain; values that change from step to step need an owner that disposes them.</remarks>
internal static class ScalarCache
{
    private static readonly ConcurrentDictionary<double, Scalar> Reals = new();
    private static readonly ConcurrentDictionary<long, Scalar> Wholes = new();

    /// <summary>Returns a floating-point scalar.</summary>
    /// <param name="value">Its value.</param>
    public static Scalar Of(double value) => Reals.GetOrAdd(value, v => v.ToScalar());

    /// <summary>Returns an integer scalar, which keeps integer tensors integral.</summary>
    /// <param name="value">Its value.</param>
    public static Scalar Of(long value) => Wholes.GetOrAdd(value, v => v.ToScalar());
}
