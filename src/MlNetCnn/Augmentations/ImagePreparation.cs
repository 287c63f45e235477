using System.Numerics;
using SkiaSharp;

namespace MlNetCnn.Augmentations;

/// <summary>
/// Makes a decoded picture ready: transparent pixels go onto their background, and what no draw will ever look at closely is shrunk by
/// halves. Skia shrinks by the same halves while it draws, so that the drawn pixels stay what they are.
/// </summary>
internal sealed class ImagePreparation : IDisposable
{
    private const long CachedBytes = 16L * 1024 * 1024;

    private readonly NativeBuffer _shrunk = new();

    /// <summary>Prepares.</summary>
    /// <param name="image">The decoded picture; transparent ones are changed in place.</param>
    /// <param name="background">The colour behind transparent pixels.</param>
    /// <param name="closest">Pixels of the input for one of the picture in the closest draw; above 1 nothing is shrunk.</param>
    /// <returns>The picture, valid until the decoded one is released or the next call.</returns>
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

    /// <summary>Gives the memory of an unusually large picture back.</summary>
    public void Release() => _shrunk.Trim(CachedBytes);

    /// <inheritdoc/>
    public void Dispose() => _shrunk.Dispose();
}

/// <summary>
/// A picture that is ready to be drawn, in memory that belongs to its maker: upright, opaque, 4 bytes a pixel, no gaps between rows,
/// and no larger than the closest draw needs.
/// </summary>
/// <param name="Info">Size and order of the bytes.</param>
/// <param name="Pointer">The first pixel.</param>
/// <param name="FullSize">The size that it had when it was decoded; what a draw sees is reckoned in that.</param>
internal readonly record struct PreparedImage(SKImageInfo Info, nint Pointer, SKSizeI FullSize)
{
    /// <summary>The picture for Skia, without a copy; to be disposed.</summary>
    public SKPixmap ToPixmap() => new(Info, Pointer, Info.RowBytes);

    /// <summary>The matrix from its pixels to those that it had when it was decoded.</summary>
    public SKMatrix ToFullSize => SKMatrix.CreateScale((float)FullSize.Width / Info.Width, (float)FullSize.Height / Info.Height);

    /// <summary>Its bytes.</summary>
    public unsafe ReadOnlySpan<byte> Bytes => new((void*)Pointer, Info.BytesSize);
}
