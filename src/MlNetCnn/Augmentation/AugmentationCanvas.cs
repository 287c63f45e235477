using SkiaSharp;

namespace MlNetCnn;

/// <summary>
/// Draws a picture onto the network's input under one matrix, interpolated once. One per worker: its bitmap and canvas are used again
/// from picture to picture.
/// </summary>
/// <remarks>
/// The filter is evaluation's (<see cref="ImageResizer"/>), with one exception: where evaluation would shrink a picture and a draw
/// magnifies a part of it, the bicubic filter that Skia then takes costs 3 ms for 224x224 pixels; the bilinear one costs 0.2 ms and
/// differs by half a grey value in the mean.
/// </remarks>
internal sealed class AugmentationCanvas : IDisposable
{
    // A turned picture of its own size is one that Skia takes for magnified, now and then, for the last bit of a cosine.
    private const float LeastMagnification = 0.99f;

    // Skia reckons the two pixels beside a point and their weights from sums that may round differently where the point is exactly the
    // centre of a pixel, and is then a whole pixel off. A thousandth of a pixel keeps clear of that; flips come out exact.
    private const float OffCentre = 1 / 1024f;

    private readonly SKBitmap _bitmap;
    private readonly SKCanvas _canvas;
    private readonly ResizeMode _mode;
    private readonly FillMode _fill;
    private readonly SKColor _outside;

    public AugmentationCanvas(int width, int height, ResizeMode mode, FillMode fill, double fillValue)
    {
        _bitmap = new SKBitmap(new SKImageInfo(width, height, SKImageInfo.PlatformColorType, SKAlphaType.Opaque));
        _canvas = new SKCanvas(_bitmap);
        _mode = mode;
        _fill = mode == ResizeMode.Pad ? FillMode.Constant : fill;
        var grey = (byte)Math.Round(mode == ResizeMode.Pad ? 0 : fillValue);
        _outside = new SKColor(grey, grey, grey);
    }

    /// <summary>Draws and returns the pixels, 4 bytes each in the platform's order, valid until the next call.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="draw">The draw; only what it says of geometry counts.</param>
    public ReadOnlySpan<byte> Draw(PreparedPicture picture, AugmentationDraw draw)
    {
        var view = new ViewGeometry(picture.FullSize, _bitmap.Width, _bitmap.Height, _mode);
        var matrix = view.ToInput(draw, out var isEvaluation)
            .PreConcat(SKMatrix.CreateScale((float)picture.FullSize.Width / picture.Info.Width, (float)picture.FullSize.Height / picture.Info.Height));
        using var pixmap = picture.ToPixmap();
        using var image = SKImage.FromPixels(pixmap);
        using var paint = new SKPaint { FilterQuality = isEvaluation ? EvaluationQuality : Quality(matrix, view.Scale) };
        if (!isEvaluation)
        {
            matrix = matrix.PreConcat(SKMatrix.CreateTranslation(-OffCentre, -OffCentre));
        }

        if (isEvaluation)
        {
            // Where the picture ends a fraction of a pixel before the input does, evaluation leaves a black line.
            _canvas.Clear(SKColors.Black);
            paint.Shader = image.ToShader(SKShaderTileMode.Clamp, SKShaderTileMode.Clamp, matrix);
            _canvas.DrawRect(view.Destination, paint);
        }
        else if (_fill == FillMode.Constant)
        {
            _canvas.Clear(_outside);
            _canvas.SetMatrix(matrix);
            paint.IsAntialias = true;
            paint.Shader = image.ToShader(SKShaderTileMode.Clamp, SKShaderTileMode.Clamp);
            _canvas.DrawRect(new SKRect(0, 0, picture.Info.Width, picture.Info.Height), paint);
            _canvas.ResetMatrix();
        }
        else
        {
            var tile = _fill switch { FillMode.Reflect => SKShaderTileMode.Mirror, FillMode.Wrap => SKShaderTileMode.Repeat, _ => SKShaderTileMode.Clamp };
            paint.Shader = image.ToShader(tile, tile, matrix);
            _canvas.DrawPaint(paint);
        }

        _canvas.Flush();
        paint.Shader.Dispose();
        return _bitmap.GetPixelSpan();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _canvas.Dispose();
        _bitmap.Dispose();
    }

    // Nearest neighbour, as in ML.NET's Fill.
    private SKFilterQuality EvaluationQuality => _mode == ResizeMode.Squash ? SKFilterQuality.None : SKFilterQuality.High;

    private SKFilterQuality Quality(SKMatrix matrix, float evaluationScale)
    {
        var area = Math.Abs((matrix.ScaleX * matrix.ScaleY) - (matrix.SkewX * matrix.SkewY));
        return area > LeastMagnification && evaluationScale <= 1 && _mode != ResizeMode.Squash ? SKFilterQuality.Medium : EvaluationQuality;
    }
}
