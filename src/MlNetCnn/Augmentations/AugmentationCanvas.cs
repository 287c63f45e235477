using SkiaSharp;

namespace MlNetCnn.Augmentations;

/// <summary>
/// Draws a picture onto the network's input under one matrix, interpolated once. One per worker: its bitmap and canvas are used again
/// from picture to picture.
/// </summary>
/// <remarks>
/// What is only mirrored, or not moved at all, is drawn by <see cref="ImageResizer"/>. Here halved copies of an image antialias where it
/// shrinks, and the cubic of evaluation enlarges it, with one exception: where evaluation shrinks an image and a draw magnifies a part of
/// it, that cubic costs 3 ms for 224x224 pixels; the linear filter costs 0.2 ms and differs by half a gray level in the mean.
/// </remarks>
internal sealed class AugmentationCanvas : IDisposable
{
    private static readonly SKSamplingOptions Shrinking = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    private static readonly SKSamplingOptions Magnifying = new(SKFilterMode.Linear);

    // A turned picture of its own size is one that Skia takes for magnified, now and then, for the last bit of a cosine.
    private const float MinMagnification = 0.99f;

    // Skia reckons the two pixels beside a point and their weights from sums that may round differently where the point is exactly the
    // centre of a pixel, and is then a whole pixel off. A thousandth of a pixel keeps clear of that.
    private const float OffCentre = 1 / 1024f;

    // That much of a pixel beyond the border is rounding.
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
        var grey = (byte)Math.Round(isPadded ? 0 : fillValue);
        _outside = new SKColor(grey, grey, grey);
    }

    /// <summary>Draws and returns the pixels, 4 bytes each in the platform's order, valid until the next call.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="view">What evaluation sees of it.</param>
    /// <param name="sample">The draw; only what it says of geometry counts.</param>
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
        matrix = matrix.PreConcat(SKMatrix.CreateTranslation(-OffCentre, -OffCentre));
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

            // The cubic filter's weights add up to 1 but for rounding, and drawn over the image before, a little of that one would shine through.
            paint.BlendMode = SKBlendMode.Src;
            _canvas.DrawPaint(paint);
        }

        _canvas.Flush();
    }

    // Where a picture repeats, Skia rounds places to 65,536ths of the picture, which beyond 64 pixels is more than the thousandth of a
    // pixel above, and its bicubic filter is here and there a column off. So it repeats only where that is seen.
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
            // The nearest pixel, as ML.NET's Fill takes it.
            return SKSamplingOptions.Default;
        }

        var area = Math.Abs((matrix.ScaleX * matrix.ScaleY) - (matrix.SkewX * matrix.SkewY));
        return area <= MinMagnification ? Shrinking
            : evaluationScale <= 1 ? Magnifying
            : new SKSamplingOptions(SKCubicResampler.Mitchell);
    }
}
