using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>
/// Where a picture lands on the backbone's input. The same single-precision arithmetic and the same truncations as
/// ML.NET's ResizeImages (IsoCrop, IsoPad), so that a stock application sees the same pixels.
/// </summary>
internal static class ResizeGeometry
{
    /// <summary>The rectangle, in input pixels, onto which the whole picture is drawn; what lies outside the input is cut off.</summary>
    public static SKRect Destination(int imageWidth, int imageHeight, int width, int height, ResizeMode mode)
    {
        if (mode == ResizeMode.Squash)
        {
            return new SKRect(0, 0, width, height);
        }

        var widthScale = (float)width / imageWidth;
        var heightScale = (float)height / imageHeight;
        var heightIsSmaller = heightScale < widthScale;
        var fitWidth = mode == ResizeMode.Crop ? heightIsSmaller : !heightIsSmaller;
        var scale = fitWidth ? widthScale : heightScale;
        var x = fitWidth ? 0 : (int)((width - (imageWidth * scale)) / 2);
        var y = fitWidth ? (int)((height - (imageHeight * scale)) / 2) : 0;
        return new SKRect(x, y, x + (int)(imageWidth * scale), y + (int)(imageHeight * scale));
    }
}
