using SkiaSharp;

namespace MlNetCnn;

/// <summary>
/// Draws a picture onto the network's input under one matrix, interpolated once. One per worker: its bitmap and canvas are used again
/// from picture to picture.
/// </summary>
/// <remarks>
/// <para>What is only mirrored is what evaluation sees, row by row or as a whole backwards, to the bit.</para>
/// <para>The filter is evaluation's (<see cref="ImageResizer"/>), with one exception: where evaluation would shrink a picture and a draw
/// magnifies a part of it, the bicubic filter that Skia then takes costs 3 ms for 224x224 pixels; the bilinear one costs 0.2 ms and
/// differs by half a grey value in the mean.</para>
/// </remarks>
internal sealed class AugmentationCanvas : IDisposable
{
    // A turned picture of its own size is one that Skia takes for magnified, now and then, for the last bit of a cosine.
    private const float LeastMagnification = 0.99f;

    // Skia reckons the two pixels beside a point and their weights from sums that may round differently where the point is exactly the
    // centre of a pixel, and is then a whole pixel off. A thousandth of a pixel keeps clear of that.
    private const float OffCentre = 1 / 1024f;

    // That much of a pixel beyond the border is rounding.
    private const float Sliver = 1 / 64f;

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
        using var pixmap = picture.ToPixmap();
        using var image = SKImage.FromPixels(pixmap);
        if (view.IsEvaluation(draw))
        {
            DrawEvaluation(image, view, picture.ToFullSize);
            Mirror(draw.Move.ScaleX < 0, draw.Move.ScaleY < 0);
        }
        else
        {
            DrawMoved(image, view.ToInput(draw).PreConcat(picture.ToFullSize), view.Scale);
        }

        return _bitmap.GetPixelSpan();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _canvas.Dispose();
        _bitmap.Dispose();
    }

    private void DrawEvaluation(SKImage image, ViewGeometry view, SKMatrix toFullSize)
    {
        // Where the picture ends a fraction of a pixel before the input does, evaluation leaves a black line.
        _canvas.Clear(SKColors.Black);
        using var shader = image.ToShader(SKShaderTileMode.Clamp, SKShaderTileMode.Clamp, view.Evaluation.PreConcat(toFullSize));
        using var paint = new SKPaint { FilterQuality = EvaluationQuality, Shader = shader };
        _canvas.DrawRect(view.Destination, paint);
        _canvas.Flush();
    }

    private void DrawMoved(SKImage image, SKMatrix matrix, float evaluationScale)
    {
        using var paint = new SKPaint { FilterQuality = Quality(matrix, evaluationScale) };
        matrix = matrix.PreConcat(SKMatrix.CreateTranslation(-OffCentre, -OffCentre));
        var whole = new SKRect(0, 0, image.Width, image.Height);
        if (_fill == FillMode.Constant)
        {
            _canvas.Clear(_outside);
            _canvas.SetMatrix(matrix);
            paint.IsAntialias = true;
            using var shader = image.ToShader(SKShaderTileMode.Clamp, SKShaderTileMode.Clamp);
            paint.Shader = shader;
            _canvas.DrawRect(whole, paint);
            _canvas.ResetMatrix();
        }
        else
        {
            var tile = SeesBeyond(whole, matrix) ? Tile : SKShaderTileMode.Clamp;
            using var shader = image.ToShader(tile, tile, matrix);
            paint.Shader = shader;
            _canvas.DrawPaint(paint);
        }

        _canvas.Flush();
    }

    // Where a picture repeats, Skia rounds places to 65,536ths of the picture, which beyond 64 pixels is more than the thousandth of a
    // pixel above, and its bicubic filter is here and there a column off. So it repeats only where that is seen.
    private bool SeesBeyond(SKRect picture, SKMatrix matrix)
    {
        picture.Inflate(Sliver, Sliver);
        return !matrix.TryInvert(out var back) || !picture.Contains(back.MapRect(new SKRect(0, 0, _bitmap.Width, _bitmap.Height)));
    }

    private unsafe void Mirror(bool leftToRight, bool topToBottom)
    {
        var (width, height) = (_bitmap.Width, _bitmap.Height);
        var pixels = new Span<uint>((void*)_bitmap.GetPixels(), width * height);
        if (topToBottom)
        {
            // Backwards from the last pixel, both ways are mirrored.
            pixels.Reverse();
        }

        for (var y = 0; leftToRight != topToBottom && y < height; y++)
        {
            pixels.Slice(y * width, width).Reverse();
        }
    }

    private SKShaderTileMode Tile => _fill switch
    {
        FillMode.Reflect => SKShaderTileMode.Mirror,
        FillMode.Wrap => SKShaderTileMode.Repeat,
        _ => SKShaderTileMode.Clamp,
    };

    // Nearest neighbour, as in ML.NET's Fill.
    private SKFilterQuality EvaluationQuality => _mode == ResizeMode.Squash ? SKFilterQuality.None : SKFilterQuality.High;

    private SKFilterQuality Quality(SKMatrix matrix, float evaluationScale)
    {
        var area = Math.Abs((matrix.ScaleX * matrix.ScaleY) - (matrix.SkewX * matrix.SkewY));
        return area > LeastMagnification && evaluationScale <= 1 && _mode != ResizeMode.Squash ? SKFilterQuality.Medium : EvaluationQuality;
    }
}
