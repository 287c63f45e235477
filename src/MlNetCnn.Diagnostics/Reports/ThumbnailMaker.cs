using SkiaSharp;

namespace MlNetCnn.Diagnostics;

/// <summary>Creates JPEG thumbnails of image files. One instance per worker; not thread-safe.</summary>
internal sealed class ThumbnailMaker : IDisposable
{
    private const int Quality = 72;

    private readonly int _background;
    private readonly ImageReader _reader;
    private int _side;

    /// <summary>Creates a thumbnail maker.</summary>
    /// <param name="background">The background of transparent pixels, 0xRRGGBB.</param>
    public ThumbnailMaker(int background)
    {
        // The measured images are shown, so everything that a model may have been allowed to accept is accepted here.
        var options = ImageDecoderOptions.Default with { AllowTruncated = true, Background = background };
        _background = background;
        _reader = new ImageReader(options, size => ImageReader.MinOversampling * Scale(size, _side));
    }

    /// <summary>Creates a thumbnail.</summary>
    /// <param name="path">The file.</param>
    /// <param name="side">The longer side of the result, in pixels; smaller images keep their size.</param>
    /// <returns>The whole image as JPEG, or null if the file cannot be read (any more).</returns>
    public byte[]? Make(string path, int side)
    {
        _side = side;
        try
        {
            return _reader.Read(path, out var image) is null ? Encode(image) : null;
        }
        finally
        {
            _reader.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private static float Scale(SKSizeI size, int side) => Math.Min(1, (float)side / Math.Max(size.Width, size.Height));

    private byte[] Encode(DecodedImage image)
    {
        var size = image.Info.Size;
        var scale = Scale(size, _side);
        using var small = image.Copy(Math.Max(1, (int)(size.Width * scale)), Math.Max(1, (int)(size.Height * scale)), _background);
        using var pixels = small.PeekPixels();
        using var encoded = pixels.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return encoded!.ToArray();
    }
}
