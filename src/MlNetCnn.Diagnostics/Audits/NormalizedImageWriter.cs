using SkiaSharp;

namespace MlNetCnn.Diagnostics;

/// <summary>Writes normalized copies one at a time. Not thread-safe.</summary>
internal sealed class NormalizedImageWriter : IDisposable
{
    private const int JpegQuality = 95;

    private readonly ImageNormalizerOptions _options;
    private readonly ImageReader _reader;

    public NormalizedImageWriter(ImageNormalizerOptions options)
    {
        _options = options;
        _reader = new ImageReader(options.Decoder, size => ImageReader.MinOversampling * Scale(size, options.MaxSide));
    }

    /// <summary>Writes the copy.</summary>
    /// <returns>Null, or the reason why the image was rejected.</returns>
    /// <exception cref="MlNetCnnException">The copy cannot be written.</exception>
    public ImageError? Write(string source, string target)
    {
        try
        {
            if (_reader.Read(source, out var image) is { } error)
            {
                return error;
            }

            if (IsFineAsItIs(image))
            {
                AtomicFile.Write(target, _reader.CopyTo);
                return null;
            }

            using var copy = Copy(image);
            using var pixmap = copy.PeekPixels();
            using var encoded = _options.Format == NormalizedFormat.Jpeg
                ? pixmap.Encode(SKEncodedImageFormat.Jpeg, JpegQuality)
                : pixmap.Encode(SKEncodedImageFormat.Png, 100);
            AtomicFile.Write(target, encoded!.SaveTo);
            return null;
        }
        finally
        {
            _reader.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    /// <summary>Returns the factor by which an image is scaled down; 1 for an unchanged size.</summary>
    private static float Scale(SKSizeI size, int maxSide)
    {
        var bySide = (float)maxSide / Math.Max(size.Width, size.Height);
        var byPixels = MathF.Sqrt((DecodePlan.MinJpegPixels - 1) / ((float)size.Width * size.Height));
        return Math.Min(1, Math.Min(bySide, byPixels));
    }

    private bool IsFineAsItIs(DecodedImage image)
    {
        const ImageTraits Harmless = ImageTraits.WrongExtension;
        return image.FormatName.Equals(_options.Format.ToString(), StringComparison.OrdinalIgnoreCase)
            && (image.Traits & ~Harmless) == ImageTraits.None
            && Scale(image.Info.Size, _options.MaxSide) >= 1;
    }

    private SKBitmap Copy(DecodedImage image)
    {
        var size = image.Info.Size;
        var scale = Scale(size, _options.MaxSide);
        return image.Copy(
            Math.Max(1, (int)(size.Width * scale)), Math.Max(1, (int)(size.Height * scale)), _options.Decoder.Background);
    }
}
