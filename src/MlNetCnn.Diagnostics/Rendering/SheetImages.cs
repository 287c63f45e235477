using SkiaSharp;

namespace MlNetCnn.Diagnostics;

/// <summary>Creates bitmaps from values.</summary>
internal static class SheetImages
{
    /// <summary>Creates a bitmap from pixels in the layout of a network's input.</summary>
    /// <param name="planes">CHW, float32, RGB 0..255; values outside are clamped.</param>
    /// <param name="width">The width, in pixels.</param>
    /// <param name="height">The height, in pixels.</param>
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

    /// <summary>Renders one feature map in viridis, from its minimum to its maximum.</summary>
    /// <param name="maps">The maps of a layer.</param>
    /// <param name="channel">The index of the map.</param>
    /// <param name="size">The longer side of the image, in pixels.</param>
    public static SKBitmap OfMap(FeatureMapGrid maps, int channel, int size)
    {
        var values = new float[maps.Height * maps.Width];
        Buffer.BlockCopy(maps.Values, sizeof(float) * channel * values.Length, values, 0, sizeof(float) * values.Length);
        var (low, range) = Range(values);
        return Fit(Of([.. values.Select(value => Viridis.Color((value - low) / range))], maps.Width, maps.Height), size);
    }

    /// <summary>Renders one filter: in color if its input is RGB, otherwise the mean over its input channels in viridis.</summary>
    /// <param name="filters">The filters.</param>
    /// <param name="filter">The index of the filter.</param>
    /// <param name="size">The longer side of the image, in pixels.</param>
    public static SKBitmap OfFilter(ConvolutionFilters filters, int filter, int size)
    {
        var (height, width) = (filters.Height, filters.Width);
        var values = new float[filters.Channels * height * width];
        Buffer.BlockCopy(filters.Values, sizeof(float) * filter * values.Length, values, 0, sizeof(float) * values.Length);
        if (filters.Channels == 3)
        {
            // A weight of 0 is gray, regardless of the filter's other weights.
            var max = Math.Max(values.Max(Math.Abs), float.Epsilon);
            return Fit(OfPixels([.. values.Select(value => 127.5f + (127.5f * value / max))], width, height), size);
        }

        float[] means = [.. Enumerable.Range(0, height * width)
            .Select(i => Enumerable.Range(0, filters.Channels).Average(c => values[(c * height * width) + i]))];
        var (low, range) = Range(means);
        return Fit(Of([.. means.Select(value => Viridis.Color((value - low) / range))], width, height), size);
    }

    /// <summary>Renders a color bar of viridis from 0, left, to 1, right.</summary>
    /// <param name="width">The width, in pixels.</param>
    /// <param name="height">The height, in pixels.</param>
    public static SKBitmap Scale(int width, int height) =>
        Of([.. Enumerable.Range(0, width * height).Select(i => Viridis.Color(i % width / (width - 1f)))], width, height);

    /// <summary>Creates a bitmap from colors, row by row.</summary>
    public static SKBitmap Of(SKColor[] colors, int width, int height) =>
        new(new SKImageInfo(width, height, SKImageInfo.PlatformColorType, SKAlphaType.Opaque)) { Pixels = colors };

    /// <summary>Scales an image to another longer side: cells stay sharp when enlarged and are averaged when reduced.</summary>
    /// <param name="image">The image; disposed, or returned if it already has that size.</param>
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
