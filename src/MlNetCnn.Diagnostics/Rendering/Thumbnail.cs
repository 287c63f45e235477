using SkiaSharp;

namespace MlNetCnn.Diagnostics;

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
        var image = ImageScaling.Copy(
            decoded, Math.Max(1, (int)MathF.Round(decoded.Info.Width * scale)), Math.Max(1, (int)MathF.Round(decoded.Info.Height * scale)),
            options.Background);
        return new Thumbnail(image, decoded.FullSize.Width > 0 ? decoded.FullSize : decoded.Info.Size);
    }
}
