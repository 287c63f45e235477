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
