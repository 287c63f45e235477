using System.Numerics;
using SkiaSharp;

namespace MlNetCnn.Augmentations;

/// <summary>
/// Prepares a decoded image: transparent pixels are blended onto their background, and an image that no sample magnifies is shrunk by
/// halves. Skia shrinks by the same halves when it renders, so that the rendered pixels stay the same.
/// </summary>
internal sealed class ImagePreparation : IDisposable
{
    private const long CachedBytes = 16L * 1024 * 1024;

    private readonly NativeBuffer _shrunk = new();

    /// <summary>Prepares an image.</summary>
    /// <param name="image">The decoded image; transparent ones are changed in place.</param>
    /// <param name="background">The background color of transparent pixels.</param>
    /// <param name="closest">Input pixels per image pixel at the strongest magnification; above 1 nothing is shrunk.</param>
    /// <returns>The image, valid until the decoded one is released or until the next call.</returns>
    public PreparedImage Prepare(DecodedImage image, SKColor background, float closest)
    {
        var info = PixelAlpha.Flatten(image, background).Info;
        var halvings = closest < 1 ? BitOperations.Log2((uint)(1 / closest)) : 0;
        halvings = Math.Min(halvings, BitOperations.Log2((uint)Math.Min(info.Width, info.Height)));
        var whole = new PreparedImage(info, image.Pointer, info.Size);
        if (halvings == 0)
        {
            return whole;
        }

        var small = info.WithSize(info.Width >> halvings, info.Height >> halvings);
        _shrunk.Reserve(small.BytesSize64);
        using var source = whole.ToPixmap();
        using var target = new SKPixmap(small, _shrunk.Pointer, small.RowBytes);
        source.ScalePixels(target, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Nearest));
        return whole with { Info = small, Pointer = _shrunk.Pointer };
    }

    /// <summary>Releases the memory of an unusually large image.</summary>
    public void Release() => _shrunk.Trim(CachedBytes);

    /// <inheritdoc/>
    public void Dispose() => _shrunk.Dispose();
}

/// <summary>
/// An image that is ready to be rendered, in memory that belongs to its creator: oriented, opaque, 4 bytes a pixel, no gaps between rows,
/// and no larger than the strongest magnification needs.
/// </summary>
/// <param name="Info">The size and the byte order.</param>
/// <param name="Pointer">The first pixel.</param>
/// <param name="FullSize">Its size when it was decoded; what a sample sees is computed in these pixels.</param>
internal readonly record struct PreparedImage(SKImageInfo Info, nint Pointer, SKSizeI FullSize)
{
    /// <summary>Returns the image for Skia, without a copy; dispose of it.</summary>
    public SKPixmap ToPixmap() => new(Info, Pointer, Info.RowBytes);

    /// <summary>The matrix from its pixels to those of its decoded size.</summary>
    public SKMatrix ToFullSize => SKMatrix.CreateScale((float)FullSize.Width / Info.Width, (float)FullSize.Height / Info.Height);

    /// <summary>Its bytes.</summary>
    public unsafe ReadOnlySpan<byte> Bytes => new((void*)Pointer, Info.BytesSize);
}
