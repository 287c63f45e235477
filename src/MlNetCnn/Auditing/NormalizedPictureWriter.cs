using SkiaSharp;

namespace MlNetCnn;

/// <summary>Writes one copy after the other. Used by one thread at a time.</summary>
internal sealed class NormalizedPictureWriter : IDisposable
{
    private const int JpegQuality = 95;

    // The codec's result is shrunk once more, and less than one pixel for one would blur.
    private const float LeastOversampling = 1.5f;

    private readonly ImageNormalizerOptions _options;
    private readonly PictureReader _reader;

    public NormalizedPictureWriter(ImageNormalizerOptions options)
    {
        _options = options;
        _reader = new PictureReader(options.Decoder, size => LeastOversampling * Scale(size, options.MaxSide));
    }

    /// <summary>Writes the copy.</summary>
    /// <returns>Null, or why the picture was rejected.</returns>
    /// <exception cref="MlNetCnnException">The copy cannot be written.</exception>
    public ImageFault? Write(string source, string target)
    {
        try
        {
            if (_reader.Read(source, out var picture) is { } fault)
            {
                return fault;
            }

            if (IsFineAsItIs(picture))
            {
                AtomicFile.Write(target, _reader.CopyTo);
                return null;
            }

            using var copy = Copy(picture);
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

    /// <summary>How much a picture is shrunk; 1 for not at all.</summary>
    private static float Scale(SKSizeI size, int maxSide)
    {
        var bySide = (float)maxSide / Math.Max(size.Width, size.Height);
        var byPixels = MathF.Sqrt((DecodePlan.LeastJpegPixels - 1) / ((float)size.Width * size.Height));
        return Math.Min(1, Math.Min(bySide, byPixels));
    }

    private bool IsFineAsItIs(Picture picture)
    {
        const PictureTraits Harmless = PictureTraits.WrongExtension;
        var format = _options.Format == NormalizedFormat.Jpeg ? ImageFormat.Jpeg : ImageFormat.Png;
        return picture.Format == format
            && (picture.Traits & ~Harmless) == PictureTraits.None
            && Scale(picture.Info.Size, _options.MaxSide) >= 1;
    }

    private SKBitmap Copy(Picture picture)
    {
        var size = picture.Info.Size;
        var scale = Scale(size, _options.MaxSide);
        return ImageScaling.Copy(
            picture, Math.Max(1, (int)(size.Width * scale)), Math.Max(1, (int)(size.Height * scale)), _options.Decoder.Background);
    }
}
