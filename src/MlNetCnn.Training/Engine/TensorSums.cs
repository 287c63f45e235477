using TorchSharp;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// Sums in which no number is made for a single call (see <see cref="HeldNumbers"/>). TorchSharp's own <c>a + b</c> is <c>a + 1 * b</c> to libtorch, with a
/// new 1 in each call.
/// </summary>
internal static class TensorSums
{
    private static readonly Scalar One = HeldNumbers.Of(1L);

    /// <summary>Adds two tensors.</summary>
    /// <param name="left">One of them.</param>
    /// <param name="right">The other.</param>
    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, One);

    /// <summary>Adds a number.</summary>
    /// <param name="left">The tensor.</param>
    /// <param name="right">The number.</param>
    public static Tensor Plus(this Tensor left, Scalar right) => left.add(right, One);

    /// <summary>Adds a tensor in place.</summary>
    /// <param name="sum">Is changed.</param>
    /// <param name="term">Is added.</param>
    public static Tensor Increase(this Tensor sum, Tensor term) => sum.add_(term, One);

    /// <summary>Adds a number in place.</summary>
    /// <param name="sum">Is changed.</param>
    /// <param name="term">Is added.</param>
    public static Tensor Increase(this Tensor sum, Scalar term) => sum.add_(term, One);
}
