using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// Additions that create no number per call (see <see cref="ScalarCache"/>). In TorchSharp, <c>a + b</c> becomes <c>a + 1 * b</c> in libtorch, with a
/// new 1 in each call.
/// </summary>
internal static class TensorMath
{
    private static readonly Scalar One = ScalarCache.Of(1L);

    /// <summary>Adds two tensors.</summary>
    /// <param name="left">The first tensor.</param>
    /// <param name="right">The second tensor.</param>
    public static Tensor Add(this Tensor left, Tensor right) => left.add(right, One);

    /// <summary>Adds a number to a tensor.</summary>
    /// <param name="left">The tensor.</param>
    /// <param name="right">The number.</param>
    public static Tensor Add(this Tensor left, Scalar right) => left.add(right, One);

    /// <summary>Adds a tensor in place.</summary>
    /// <param name="sum">The tensor to change.</param>
    /// <param name="term">The tensor to add.</param>
    public static Tensor AddInPlace(this Tensor sum, Tensor term) => sum.add_(term, One);

    /// <summary>Adds a number in place.</summary>
    /// <param name="sum">The tensor to change.</param>
    /// <param name="term">The number to add.</param>
    public static Tensor AddInPlace(this Tensor sum, Scalar term) => sum.add_(term, One);
}

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
