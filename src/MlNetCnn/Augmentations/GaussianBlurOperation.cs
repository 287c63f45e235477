using System.Buffers;
using System.Numerics.Tensors;

namespace MlNetCnn.Augmentations;

/// <summary>Blurs with a Gaussian, columns then rows; beyond the border the image is mirrored.</summary>
/// <param name="Deviation">The standard deviation, in pixels.</param>
internal sealed record GaussianBlurOperation(double Deviation) : IImageOperation
{
    /// <summary>The minimum deviation that changes a pixel visibly: below it the neighbors weigh less than half a gray level.</summary>
    public const double Min = 0.25;

    // Beyond three deviations there is 0.3 % of the weight.
    private const double Reach = 3;

    /// <inheritdoc/>
    public void Apply(Span<float> pixels, int width, int height)
    {
        var kernel = Kernel(Deviation);
        var radius = kernel.Length / 2;
        var rented = ArrayPool<float>.Shared.Rent((width * height) + width + (2 * radius));
        var columns = rented.AsSpan(0, width * height);
        var padded = rented.AsSpan(width * height, width + (2 * radius));
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = pixels.Slice(channel * width * height, width * height);
            columns.Clear();
            for (var y = 0; y < height; y++)
            {
                var target = columns.Slice(y * width, width);
                for (var k = 0; k < kernel.Length; k++)
                {
                    TensorPrimitives.MultiplyAdd(plane.Slice(Mirror(y + k - radius, height) * width, width), kernel[k], target, target);
                }
            }

            for (var y = 0; y < height; y++)
            {
                var row = columns.Slice(y * width, width);
                for (var x = 0; x < padded.Length; x++)
                {
                    padded[x] = row[Mirror(x - radius, width)];
                }

                var target = plane.Slice(y * width, width);
                target.Clear();
                for (var k = 0; k < kernel.Length; k++)
                {
                    TensorPrimitives.MultiplyAdd(padded.Slice(k, width), kernel[k], target, target);
                }
            }
        }

        // Weights that add up to a little more than 1 would exceed the range.
        TensorPrimitives.Min(pixels, 255, pixels);
        ArrayPool<float>.Shared.Return(rented);
    }

    private static float[] Kernel(double deviation)
    {
        var radius = (int)Math.Ceiling(Reach * deviation);
        var weights = Enumerable.Range(-radius, (2 * radius) + 1).Select(x => Math.Exp(-x * x / (2 * deviation * deviation))).ToArray();
        var sum = weights.Sum();
        return [.. weights.Select(weight => (float)(weight / sum))];
    }

    private static int Mirror(int position, int length)
    {
        var period = 2 * length;
        var inside = ((position % period) + period) % period;
        return inside < length ? inside : period - 1 - inside;
    }
}
