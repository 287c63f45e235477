using SkiaSharp;

namespace MlNetCnn;

/// <summary>
/// Draws a decoded picture onto the backbone's input size with the filter that ML.NET uses. One per worker: its bitmap
/// and canvas are used again from picture to picture.
/// </summary>
internal sealed class ImageResizer : IDisposable
{
    private readonly SKBitmap _bitmap;
    private readonly SKCanvas _canvas;
    private readonly SKPaint _paint = new() { FilterQuality = SKFilterQuality.High };
    private readonly ResizeMode _mode;

    public ImageResizer(int width, int height, ResizeMode mode)
    {
        _bitmap = new SKBitmap(new SKImageInfo(width, height, SKImageInfo.PlatformColorType, SKAlphaType.Opaque));
        _canvas = new SKCanvas(_bitmap);
        _mode = mode;
    }

    public int Width => _bitmap.Width;

    public int Height => _bitmap.Height;

    /// <summary>Resizes and returns the pixels, 4 bytes each in the platform's order, valid until the next call.</summary>
    /// <param name="picture">The picture, premultiplied.</param>
    /// <param name="background">The colour behind transparent pixels; bars of <see cref="ResizeMode.Pad"/> stay black, as in ML.NET.</param>
    public ReadOnlySpan<byte> Resize(SKPixmap picture, SKColor background)
    {
        if (_mode == ResizeMode.Squash && (picture.Width != Width || picture.Height != Height))
        {
            // ML.NET's Fill goes through SKBitmap.Resize without a filter, whose rounding a canvas does not share.
            using var target = _bitmap.PeekPixels();
            if (picture.AlphaType == SKAlphaType.Opaque)
            {
                picture.ScalePixels(target, SKFilterQuality.None);
                return _bitmap.GetPixelSpan();
            }

            using var scaled = new SKBitmap(new SKImageInfo(Width, Height, SKImageInfo.PlatformColorType, SKAlphaType.Premul));
            using var scaledPixels = scaled.PeekPixels();
            picture.ScalePixels(scaledPixels, SKFilterQuality.None);
            _canvas.Clear(background);
            _canvas.DrawBitmap(scaled, 0, 0);
            return _bitmap.GetPixelSpan();
        }

        var destination = ResizeGeometry.Destination(picture.Width, picture.Height, Width, Height, _mode);
        _canvas.Clear(SKColors.Black);
        if (picture.AlphaType != SKAlphaType.Opaque)
        {
            using var fill = new SKPaint { Color = background };
            _canvas.DrawRect(destination, fill);
        }

        // An SKImage over the pixels, not SKCanvas.DrawBitmap: that one copies the whole picture first.
        using var image = SKImage.FromPixels(picture);
        _canvas.DrawImage(image, new SKRect(0, 0, picture.Width, picture.Height), destination, _paint);
        _canvas.Flush();
        return _bitmap.GetPixelSpan();
    }

    public void Dispose()
    {
        _paint.Dispose();
        _canvas.Dispose();
        _bitmap.Dispose();
    }
}
