using System.Buffers;
using System.Numerics.Tensors;

namespace MlNetCnn.Training;

/// <summary>
/// Mixes the images of a batch and their labels: the first with the last, the second with the last but one, and so on, each with
/// its own fraction. Batches are shuffled before, so that partners are random.
/// </summary>
/// <param name="options">Options of the mixing.</param>
/// <param name="seed">The seed of the run.</param>
internal sealed class BatchMixing(BatchMixingOptions options, long seed)
{
    // Makes these random numbers independent of those of augmentation, which use the same seed.
    private const int Stream = 0x6D69780A;

    /// <summary>Mixes a batch in place.</summary>
    /// <param name="pixels">NCHW, float32.</param>
    /// <param name="targets">[N, classes], a distribution over the classes for each image.</param>
    /// <param name="count">The number of images in the batch.</param>
    /// <param name="width">Width, in pixels.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="batch">The index of the batch in the epoch.</param>
    public void Mix(Span<float> pixels, Span<float> targets, int count, int width, int epoch, int batch)
    {
        if (!options.IsOn || count < 2)
        {
            return;
        }

        var (length, classes) = (pixels.Length / count, targets.Length / count);
        var rented = ArrayPool<float>.Shared.Rent(length + classes);
        var before = rented.AsSpan(0, length);
        var targetBefore = rented.AsSpan(length, classes);
        var random = SeededRandom.At(seed, Stream, epoch, batch);
        for (var i = 0; i < count / 2; i++)
        {
            var first = pixels.Slice(i * length, length);
            var second = pixels.Slice((count - 1 - i) * length, length);
            var firstTarget = targets.Slice(i * classes, classes);
            var secondTarget = targets.Slice((count - 1 - i) * classes, classes);
            first.CopyTo(before);
            firstTarget.CopyTo(targetBefore);
            Blend(firstTarget, secondTarget, MixOne(first, second, width, random));
            Blend(secondTarget, targetBefore, MixOne(second, before, width, random));
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Mixes one image with another.</summary>
    /// <returns>The fraction of the image that remains, 0..1.</returns>
    private float MixOne(Span<float> image, ReadOnlySpan<float> other, int width, SeededRandom random)
    {
        if (!random.Happens(options.Probability))
        {
            return 1;
        }

        if (options.CutMixAlpha > 0 && (options.MixupAlpha == 0 || random.Happens(options.SwitchProbability)))
        {
            return Paste(image, other, width, BetaDistribution.Next(random, options.CutMixAlpha), random);
        }

        var fraction = (float)BetaDistribution.Next(random, options.MixupAlpha);
        Blend(image, other, fraction);
        return fraction;
    }

    /// <summary>Replaces a rectangle: its sides are sqrt(1 - fraction) of the image's, its center is anywhere, anything outside is cut off.</summary>
    private static float Paste(Span<float> image, ReadOnlySpan<float> other, int width, double fraction, SeededRandom random)
    {
        var height = image.Length / 3 / width;
        var side = Math.Sqrt(1 - fraction);
        var (halfWidth, halfHeight) = ((int)(width * side) / 2, (int)(height * side) / 2);
        var (centerX, centerY) = (random.Next(width), random.Next(height));
        var (left, right) = (Math.Max(0, centerX - halfWidth), Math.Min(width, centerX + halfWidth));
        var (top, bottom) = (Math.Max(0, centerY - halfHeight), Math.Min(height, centerY + halfHeight));
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = top; y < bottom; y++)
            {
                var start = (((channel * height) + y) * width) + left;
                other.Slice(start, right - left).CopyTo(image[start..]);
            }
        }

        return 1 - ((float)((right - left) * (bottom - top)) / (width * height));
    }

    /// <summary>Computes fraction * values + (1 - fraction) * others.</summary>
    private static void Blend(Span<float> values, ReadOnlySpan<float> others, float fraction)
    {
        if (fraction < 1)
        {
            TensorPrimitives.Multiply(values, fraction, values);
            TensorPrimitives.MultiplyAdd(others, 1 - fraction, values, values);
        }
    }
}

/// <summary>Labels as distributions over the classes.</summary>
internal static class SoftLabels
{
    /// <summary>Writes one row per label.</summary>
    /// <param name="labels">The classes, 0 to <paramref name="classCount"/> - 1.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="smoothing">
    /// The probability that is taken from the label and distributed over all classes, 0..1 (Szegedy et al., "Rethinking the Inception
    /// architecture", 2016).
    /// </param>
    /// <param name="targets">[labels, classes], float32.</param>
    public static void Write(ReadOnlySpan<int> labels, int classCount, double smoothing, Span<float> targets)
    {
        targets[..(labels.Length * classCount)].Fill((float)(smoothing / classCount));
        for (var row = 0; row < labels.Length; row++)
        {
            targets[(row * classCount) + labels[row]] += (float)(1 - smoothing);
        }
    }
}
