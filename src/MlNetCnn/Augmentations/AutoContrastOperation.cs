using System.Numerics.Tensors;

namespace MlNetCnn.Augmentations;

/// <summary>Stretches every channel until its darkest value is 0 and its brightest 255.</summary>
internal sealed record AutoContrastOperation : IImageOperation
{
    /// <inheritdoc/>
    public void Apply(Span<float> pixels, int width, int height)
    {
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = pixels.Slice(channel * width * height, width * height);
            var (min, max) = (TensorPrimitives.Min<float>(plane), TensorPrimitives.Max<float>(plane));
            if (max > min)
            {
                TensorPrimitives.Subtract(plane, min, plane);
                TensorPrimitives.Multiply(plane, 255 / (max - min), plane);

                // The product of a rounded quotient may end just above.
                TensorPrimitives.Min(plane, 255, plane);
            }
        }
    }
}
