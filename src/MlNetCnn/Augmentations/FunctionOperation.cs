using System.Numerics.Tensors;

namespace MlNetCnn.Augmentations;

/// <summary>Calls the user's own function.</summary>
/// <param name="Function">The function.</param>
/// <param name="Seed">What its random numbers are drawn from.</param>
internal sealed record FunctionOperation(PixelFunction Function, long Seed) : IImageOperation
{
    /// <inheritdoc/>
    /// <exception cref="MlNetCnnException"><c>AUGMENT_FUNCTION</c>: it left values that are no numbers.</exception>
    public void Apply(Span<float> pixels, int width, int height)
    {
        Function(pixels, width, height, new Random((int)Seed));
        TensorPrimitives.Max(pixels, 0, pixels);
        TensorPrimitives.Min(pixels, 255, pixels);

        // Of clipped values the sum is a number unless one of them is none.
        if (float.IsNaN(TensorPrimitives.Sum<float>(pixels)))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.AugmentFunction, "the augmentation function left a value that is not a number",
                expected: "numbers from 0 to 255", received: "NaN", fix: "look for a division by zero or the like in the function");
        }
    }
}
