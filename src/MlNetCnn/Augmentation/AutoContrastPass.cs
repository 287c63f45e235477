using System.Numerics.Tensors;

namespace MlNetCnn;

/// <summary>Stretches every channel until its darkest value is 0 and its brightest 255.</summary>
internal sealed record AutoContrastPass : IPixelPass
{
    /// <inheritdoc/>
    public void Apply(Span<float> pixels, int width, int height)
    {
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = pixels.Slice(channel * width * height, width * height);
            var (least, most) = (TensorPrimitives.Min<float>(plane), TensorPrimitives.Max<float>(plane));
            if (most > least)
            {
                TensorPrimitives.Subtract(plane, least, plane);
                TensorPrimitives.Multiply(plane, 255 / (most - least), plane);

                // The product of a rounded quotient may end just above.
                TensorPrimitives.Min(plane, 255, plane);
            }
        }
    }
}
