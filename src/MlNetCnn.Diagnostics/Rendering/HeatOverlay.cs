using SkiaSharp;

namespace MlNetCnn.Diagnostics;

/// <summary>Overlays a heat map on its image.</summary>
internal static class HeatOverlay
{
    // Shows enough of the image to recognize it under the heat map, and enough of the heat map to distinguish its colors.
    private const float HeatFraction = 0.6f;

    // Regions that the network does not see are paler than all others.
    private const float PaleFraction = 0.75f;

    private const int FrameWidth = 2;

    /// <summary>Renders the image in grayscale under the heat map in viridis; regions that the network does not see are pale.</summary>
    /// <param name="image">The image.</param>
    /// <param name="heat">The heat map.</param>
    /// <param name="input">The network's input, which gives the region that the network sees.</param>
    public static SKBitmap Render(Thumbnail image, HeatMap heat, ImageInput input)
    {
        var (width, height) = (image.Bitmap.Width, image.Bitmap.Height);
        var place = Destination(image, input);
        var colors = image.Bitmap.Pixels;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (row, column) = (place.Top + ((y + 0.5f) * place.Height / height), place.Left + ((x + 0.5f) * place.Width / width));
                ref var color = ref colors[(y * width) + x];
                var isSeen = row >= 0 && row < input.Height && column >= 0 && column < input.Width;
                color = isSeen
                    ? Mix(Gray(color), Viridis.Color(heat.Values[(int)row, (int)column]), HeatFraction)
                    : Mix(Gray(color), SKColors.White, PaleFraction);
            }
        }

        return SheetImages.Of(colors, width, height);
    }

    /// <summary>Renders the image with a frame around the region that the network sees, if that is not the whole image.</summary>
    /// <param name="image">The image; it is not changed.</param>
    /// <param name="input">The network's input, which gives the region that the network sees.</param>
    public static SKBitmap Framed(Thumbnail image, ImageInput input)
    {
        var framed = image.Bitmap.Copy();
        var place = Destination(image, input);
        var (x, y) = (framed.Width / place.Width, framed.Height / place.Height);
        var seen = SKRect.Create(-place.Left * x, -place.Top * y, input.Width * x, input.Height * y);
        if (seen.Left < 1 && seen.Top < 1 && seen.Right > framed.Width - 1 && seen.Bottom > framed.Height - 1)
        {
            return framed;
        }

        using var canvas = new SKCanvas(framed);
        using var paint = new SKPaint { IsStroke = true, StrokeWidth = FrameWidth, Color = SKColors.White };
        seen.Intersect(new SKRect(0, 0, framed.Width, framed.Height));
        seen.Inflate(-FrameWidth / 2f, -FrameWidth / 2f);
        canvas.DrawRect(seen, paint);
        using var dashes = SKPathEffect.CreateDash([4, 4], 0);
        paint.Color = SKColors.Black;
        paint.PathEffect = dashes;
        canvas.DrawRect(seen, paint);
        return framed;
    }

    private static SKRect Destination(Thumbnail image, ImageInput input) =>
        input.Destination(image.FullSize.Width, image.FullSize.Height);

    private static SKColor Gray(SKColor color)
    {
        var gray = (byte)((Luma.Red * color.Red) + (Luma.Green * color.Green) + (Luma.Blue * color.Blue));
        return new SKColor(gray, gray, gray);
    }

    private static SKColor Mix(SKColor first, SKColor second, float fraction) => new(
        (byte)float.Lerp(first.Red, second.Red, fraction),
        (byte)float.Lerp(first.Green, second.Green, fraction),
        (byte)float.Lerp(first.Blue, second.Blue, fraction));
}

/// <summary>A thumbnail of a whole image after EXIF orientation is applied. Dispose <see cref="DecodedImage"/>.</summary>
/// <param name="Bitmap">The thumbnail.</param>
/// <param name="FullSize">The size of the decoded image.</param>
internal sealed record Thumbnail(SKBitmap Bitmap, SKSizeI FullSize)
{
    /// <summary>Reads an image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="size">The longer side of the thumbnail, in pixels.</param>
    /// <param name="options">The decoder options.</param>
    /// <exception cref="MlNetCnnException">The file cannot be used.</exception>
    public static Thumbnail Read(string path, int size, ImageDecoderOptions options)
    {
        using var reader = new ImageReader(options, full => Math.Min(1, ImageReader.MinOversampling * size / Math.Max(full.Width, full.Height)));
        if (reader.Read(path, out var decoded) is { } error)
        {
            throw error.ToException();
        }

        var scale = (float)size / Math.Max(decoded.Info.Width, decoded.Info.Height);
        var image = decoded.Copy(
            Math.Max(1, (int)MathF.Round(decoded.Info.Width * scale)), Math.Max(1, (int)MathF.Round(decoded.Info.Height * scale)),
            options.Background);
        return new Thumbnail(image, decoded.FullSize.Width > 0 ? decoded.FullSize : decoded.Info.Size);
    }
}
