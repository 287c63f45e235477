using SkiaSharp;

namespace MlNetCnn.Diagnostics;

/// <summary>Makes pictures of numbers.</summary>
internal static class SheetImages
{
    /// <summary>A picture of pixels as networks take them.</summary>
    /// <param name="planes">CHW, float32, RGB 0..255; what lies outside is cut off.</param>
    /// <param name="width">Width, in pixels.</param>
    /// <param name="height">Height, in pixels.</param>
    public static SKBitmap OfPixels(ReadOnlySpan<float> planes, int width, int height)
    {
        var plane = width * height;
        var colors = new SKColor[plane];
        for (var i = 0; i < plane; i++)
        {
            colors[i] = new SKColor(Byte(planes[i]), Byte(planes[plane + i]), Byte(planes[(2 * plane) + i]));
        }

        return Of(colors, width, height);
    }

    /// <summary>One feature map in viridis, from its least to its greatest value.</summary>
    /// <param name="maps">The maps of a layer.</param>
    /// <param name="channel">Which of them.</param>
    /// <param name="size">The longer side of the picture, in pixels.</param>
    public static SKBitmap OfMap(FeatureMapGrid maps, int channel, int size)
    {
        var values = new float[maps.Height * maps.Width];
        Buffer.BlockCopy(maps.Values, sizeof(float) * channel * values.Length, values, 0, sizeof(float) * values.Length);
        var (low, range) = Range(values);
        return Fit(Of([.. values.Select(value => Viridis.Color((value - low) / range))], maps.Width, maps.Height), size);
    }

    /// <summary>One filter: in colours where it reads a colour picture, else the mean over its input channels in viridis.</summary>
    /// <param name="filters">The filters.</param>
    /// <param name="filter">Which of them.</param>
    /// <param name="size">The longer side of the picture, in pixels.</param>
    public static SKBitmap OfFilter(ConvolutionFilters filters, int filter, int size)
    {
        var (height, width) = (filters.Height, filters.Width);
        var values = new float[filters.Channels * height * width];
        Buffer.BlockCopy(filters.Values, sizeof(float) * filter * values.Length, values, 0, sizeof(float) * values.Length);
        if (filters.Channels == 3)
        {
            // A weight of 0 is grey, whatever the filter's other weights are.
            var max = Math.Max(values.Max(Math.Abs), float.Epsilon);
            return Fit(OfPixels([.. values.Select(value => 127.5f + (127.5f * value / max))], width, height), size);
        }

        float[] means = [.. Enumerable.Range(0, height * width)
            .Select(i => Enumerable.Range(0, filters.Channels).Average(c => values[(c * height * width) + i]))];
        var (low, range) = Range(means);
        return Fit(Of([.. means.Select(value => Viridis.Color((value - low) / range))], width, height), size);
    }

    /// <summary>A bar that shows viridis from 0, left, to 1, right.</summary>
    /// <param name="width">Width, in pixels.</param>
    /// <param name="height">Height, in pixels.</param>
    public static SKBitmap Scale(int width, int height) =>
        Of([.. Enumerable.Range(0, width * height).Select(i => Viridis.Color(i % width / (width - 1f)))], width, height);

    /// <summary>A picture of colours, row by row.</summary>
    public static SKBitmap Of(SKColor[] colors, int width, int height) =>
        new(new SKImageInfo(width, height, SKImageInfo.PlatformColorType, SKAlphaType.Opaque)) { Pixels = colors };

    /// <summary>The same picture with another longer side: cells stay sharp where it grows, and are averaged where it shrinks.</summary>
    /// <param name="image">The picture; disposed of, or given back where it has that size.</param>
    /// <param name="size">The longer side, in pixels.</param>
    public static SKBitmap Fit(SKBitmap image, int size)
    {
        var scale = (float)size / Math.Max(image.Width, image.Height);
        if (scale == 1)
        {
            return image;
        }

        using var _ = image;
        var info = image.Info.WithSize(Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
        if (scale >= 1)
        {
            return image.Resize(info, SKSamplingOptions.Default);
        }

        using var pixels = image.PeekPixels();
        return DecodedImage.Copy(pixels, info.Width, info.Height);
    }

    private static (float Low, float Range) Range(float[] values)
    {
        var low = values.Min();
        return (low, Math.Max(values.Max() - low, float.Epsilon));
    }

    private static byte Byte(float value) => (byte)Math.Clamp(MathF.Round(value), 0, 255);
}
