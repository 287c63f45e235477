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
