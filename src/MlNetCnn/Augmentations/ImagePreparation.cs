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
