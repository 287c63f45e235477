using SkiaSharp;

namespace MlNetCnn.Diagnostics;

/// <summary>Lays a heat map over the photo that it belongs to.</summary>
internal static class HeatOverlay
{
    // Enough of the photo is left to see what lies under the heat, and enough of the heat to tell its colours.
    private const float HeatFraction = 0.6f;

    // What the network does not see is paler than anything that it sees.
    private const float PaleFraction = 0.75f;

    private const int FrameWidth = 2;

    /// <summary>The photo without its colours under the heat in viridis; what the network does not see of it is pale.</summary>
    /// <param name="image">The photo.</param>
    /// <param name="heat">The heat.</param>
    /// <param name="input">How the network sees the photo.</param>
    public static SKBitmap Render(Thumbnail image, HeatMap heat, ImageInput input)
    {
        var (width, height) = (image.DecodedImage.Width, image.DecodedImage.Height);
        var place = Destination(image, input);
        var colors = image.DecodedImage.Pixels;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (row, column) = (place.Top + ((y + 0.5f) * place.Height / height), place.Left + ((x + 0.5f) * place.Width / width));
                ref var color = ref colors[(y * width) + x];
                var isSeen = row >= 0 && row < input.Height && column >= 0 && column < input.Width;
                color = isSeen
                    ? Mix(Grey(color), Viridis.Color(heat.Values[(int)row, (int)column]), HeatFraction)
                    : Mix(Grey(color), SKColors.White, PaleFraction);
            }
        }

        return SheetImages.Of(colors, width, height);
    }

    /// <summary>The photo, with a frame about what the network sees of it where that is not all.</summary>
    /// <param name="image">The photo; its picture is not changed.</param>
    /// <param name="input">How the network sees the photo.</param>
    public static SKBitmap Framed(Thumbnail image, ImageInput input)
    {
        var framed = image.DecodedImage.Copy();
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

    private static SKColor Grey(SKColor color)
    {
        var grey = (byte)((Luma.Red * color.Red) + (Luma.Green * color.Green) + (Luma.Blue * color.Blue));
        return new SKColor(grey, grey, grey);
    }

    private static SKColor Mix(SKColor first, SKColor second, float fraction) => new(
        (byte)float.Lerp(first.Red, second.Red, fraction),
        (byte)float.Lerp(first.Green, second.Green, fraction),
        (byte)float.Lerp(first.Blue, second.Blue, fraction));
}

/// <summary>A photo as people see it: upright, whole, at a handy size. Dispose of <see cref="DecodedImage"/>.</summary>
/// <param name="DecodedImage">The photo.</param>
/// <param name="FullSize">Its size when it was decoded.</param>
internal sealed record Thumbnail(SKBitmap DecodedImage, SKSizeI FullSize)
{
    /// <summary>Reads a photo.</summary>
    /// <param name="path">The file.</param>
    /// <param name="size">Its longer side in the result, in pixels.</param>
    /// <param name="options">What is accepted.</param>
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
