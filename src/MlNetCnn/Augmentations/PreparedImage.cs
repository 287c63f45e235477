using SkiaSharp;

namespace MlNetCnn.Augmentations;

/// <summary>
/// A picture that is ready to be drawn, in memory that belongs to its maker: upright, opaque, 4 bytes a pixel, no gaps between rows,
/// and no larger than the closest draw needs.
/// </summary>
/// <param name="Info">Size and order of the bytes.</param>
/// <param name="Pointer">The first pixel.</param>
/// <param name="FullSize">The size that it had when it was decoded; what a draw sees is reckoned in that.</param>
[SharedInternal]
internal readonly record struct PreparedImage(SKImageInfo Info, nint Pointer, SKSizeI FullSize)
{
    /// <summary>The picture for Skia, without a copy; to be disposed.</summary>
    public SKPixmap ToPixmap() => new(Info, Pointer, Info.RowBytes);

    /// <summary>The matrix from its pixels to those that it had when it was decoded.</summary>
    public SKMatrix ToFullSize => SKMatrix.CreateScale((float)FullSize.Width / Info.Width, (float)FullSize.Height / Info.Height);

    /// <summary>Its bytes.</summary>
    public unsafe ReadOnlySpan<byte> Bytes => new((void*)Pointer, Info.BytesSize);
}
