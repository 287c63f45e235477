using SkiaSharp;

namespace MlNetCnn.Augmentations;

/// <summary>
/// Renders an image onto the network's input under one matrix, interpolated once. One per worker: its bitmap and canvas are reused
/// from image to image.
/// </summary>
/// <remarks>
/// Images that are only mirrored, or not moved at all, are rendered by <see cref="ImageResizer"/>. Here mipmaps antialias where an image
/// shrinks, and the cubic filter of evaluation enlarges it, with one exception: where evaluation shrinks an image and a sample magnifies
/// a region of it, that cubic filter takes 3 ms for 224x224 pixels; the linear filter takes 0.2 ms and differs by half a gray level on average.
/// </remarks>
internal sealed class AugmentationCanvas : IDisposable
{
    private static readonly SKSamplingOptions Shrinking = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    private static readonly SKSamplingOptions Magnifying = new(SKFilterMode.Linear);

    // A rotated image at its original size is occasionally taken by Skia for a magnified one, because of the last bit of a cosine.
    private const float MinMagnification = 0.99f;

    // Skia computes the two pixels next to a point and their weights from sums that may round differently where the point is exactly the
    // center of a pixel, and is then off by a whole pixel. A thousandth of a pixel avoids that.
    private const float OffCenter = 1 / 1024f;

    // This much of a pixel beyond the border is rounding.
    private const float Sliver = 1 / 64f;

    private readonly SKBitmap _bitmap;
    private readonly SKCanvas _canvas;
    private readonly ImageInput _input;
    private readonly FillMode _fill;
    private readonly SKColor _outside;

    public AugmentationCanvas(ImageInput input, FillMode fill, double fillValue)
    {
        _bitmap = new SKBitmap(new SKImageInfo(input.Width, input.Height, SKImageInfo.PlatformColorType, SKAlphaType.Opaque));
        _canvas = new SKCanvas(_bitmap);
        _input = input;
        var isPadded = input.Resize == ResizeMode.Pad;
        _fill = isPadded ? FillMode.Constant : fill;
        var gray = (byte)Math.Round(isPadded ? 0 : fillValue);
        _outside = new SKColor(gray, gray, gray);
    }

    /// <summary>Renders and returns the pixels, 4 bytes each in the platform's order, valid until the next call.</summary>
    /// <param name="image">The image.</param>
    /// <param name="view">The region that evaluation sees.</param>
    /// <param name="sample">The sampled augmentation; only its geometry is used.</param>
    public ReadOnlySpan<byte> Render(PreparedImage image, ViewGeometry view, SampledAugmentation sample)
    {
        using var pixmap = image.ToPixmap();
        using var pixels = SKImage.FromPixels(pixmap);
        Render(pixels, view.ToInput(sample).PreConcat(image.ToFullSize), view.Scale);
        return _bitmap.GetPixelSpan();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _canvas.Dispose();
        _bitmap.Dispose();
    }

    private void Render(SKImage image, SKMatrix matrix, float evaluationScale)
    {
        var sampling = Sampling(matrix, evaluationScale);
        using var paint = new SKPaint();
        matrix = matrix.PreConcat(SKMatrix.CreateTranslation(-OffCenter, -OffCenter));
        var whole = new SKRect(0, 0, image.Width, image.Height);
        if (_fill == FillMode.Constant)
        {
            _canvas.Clear(_outside);
            _canvas.SetMatrix(matrix);
            paint.IsAntialias = true;
            using var shader = image.ToShader(SKShaderTileMode.Clamp, SKShaderTileMode.Clamp, sampling);
            paint.Shader = shader;
            _canvas.DrawRect(whole, paint);
            _canvas.ResetMatrix();
        }
        else
        {
            var tile = SeesBeyond(whole, matrix) ? Tile : SKShaderTileMode.Clamp;
            using var shader = image.ToShader(tile, tile, sampling, matrix);
            paint.Shader = shader;

            // The cubic filter's weights add up to 1 only up to rounding; blended over the previous image, a little of that one would shine through.
            paint.BlendMode = SKBlendMode.Src;
            _canvas.DrawPaint(paint);
        }

        _canvas.Flush();
    }

    // Where an image repeats, Skia rounds coordinates to 65,536ths of the image, which beyond 64 pixels is more than the thousandth of a
    // pixel above, and its bicubic filter is occasionally off by a column. So it repeats only where that is visible.
    private bool SeesBeyond(SKRect image, SKMatrix matrix)
    {
        image.Inflate(Sliver, Sliver);
        return !matrix.TryInvert(out var back) || !image.Contains(back.MapRect(new SKRect(0, 0, _bitmap.Width, _bitmap.Height)));
    }

    private SKShaderTileMode Tile => _fill switch
    {
        FillMode.Reflect => SKShaderTileMode.Mirror,
        FillMode.Wrap => SKShaderTileMode.Repeat,
        _ => SKShaderTileMode.Clamp,
    };

    private SKSamplingOptions Sampling(SKMatrix matrix, float evaluationScale)
    {
        if (_input.Resize == ResizeMode.Squash)
        {
            // The nearest pixel, as in ML.NET's Fill.
            return SKSamplingOptions.Default;
        }

        var area = Math.Abs((matrix.ScaleX * matrix.ScaleY) - (matrix.SkewX * matrix.SkewY));
        return area <= MinMagnification ? Shrinking
            : evaluationScale <= 1 ? Magnifying
            : new SKSamplingOptions(SKCubicResampler.Mitchell);
    }
}
