using System.Buffers;

namespace MlNetCnn.Augmentations;

/// <summary>
/// Moves every pixel away from or toward the smoothed image, like PIL's <c>ImageEnhance.Sharpness</c>; the outermost pixels
/// are unchanged.
/// </summary>
/// <param name="Factor">0 for the smoothed image, 1 for no change, above 1 for sharper.</param>
internal sealed record SharpnessOperation(float Factor) : IImageOperation
{
    /// <inheritdoc/>
    public void Apply(Span<float> pixels, int width, int height)
    {
        var rented = ArrayPool<float>.Shared.Rent(width * height);
        var before = rented.AsSpan(0, width * height);
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = pixels.Slice(channel * width * height, width * height);
            plane.CopyTo(before);
            for (var y = 1; y < height - 1; y++)
            {
                var above = before.Slice((y - 1) * width, width);
                var row = before.Slice(y * width, width);
                var below = before.Slice((y + 1) * width, width);
                var target = plane.Slice(y * width, width);
                for (var x = 1; x < width - 1; x++)
                {
                    var around = above[x - 1] + above[x] + above[x + 1] + row[x - 1] + row[x + 1] + below[x - 1] + below[x] + below[x + 1];
                    var smooth = (around + (5 * row[x])) / 13;
                    target[x] = Math.Clamp(smooth + (Factor * (row[x] - smooth)), 0, 255);
                }
            }
        }

        ArrayPool<float>.Shared.Return(rented);
    }
}
