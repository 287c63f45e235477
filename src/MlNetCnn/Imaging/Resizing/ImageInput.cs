using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>The image input of a network, NCHW, float32, RGB 0..255, and how an image of another size is converted to it.</summary>
/// <param name="Width">The width, in pixels.</param>
/// <param name="Height">The height, in pixels.</param>
/// <param name="Resize">How an image of another shape is made to fit.</param>
/// <param name="Factor">
/// The factor of the input size at which ML.NET's ResizeImages renders an image before the graph reduces it, 1..4; null for the pixels of
/// packages of version 0.1, which are those of ML.NET 5.0.1's ResizeImages alone.
/// </param>
[SharedInternal]
internal sealed record ImageInput(int Width, int Height, ResizeMode Resize, double? Factor)
{
    /// <summary>The filter of the graph's reduction.</summary>
    public ReductionFilter Filter { get; init; }

    /// <summary>The number of floats of one image: 3 * height * width.</summary>
    public int PixelValueCount => 3 * Width * Height;

    /// <summary>The size to which ML.NET's ResizeImages renders, in pixels.</summary>
    public SKSizeI DrawnSize => new(ResizeFactor.DrawnSide(Width, Factor ?? 1, Resize), ResizeFactor.DrawnSide(Height, Factor ?? 1, Resize));

    /// <summary>Whether the graph reduces the image that ML.NET's ResizeImages renders.</summary>
    public bool IsReduced => DrawnSize.Width > Width || DrawnSize.Height > Height;

    /// <summary>Returns the rectangle of the whole image on the network's input, in pixels of the input; anything outside is cut off.</summary>
    /// <param name="width">The width of the image, in pixels.</param>
    /// <param name="height">The height of the image, in pixels.</param>
    public SKRect Destination(int width, int height)
    {
        var drawn = DrawnSize;
        var place = ResizeGeometry.Destination(width, height, drawn.Width, drawn.Height, Resize);
        var (x, y) = ((float)Width / drawn.Width, (float)Height / drawn.Height);
        return new SKRect(place.Left * x, place.Top * y, place.Right * x, place.Bottom * y);
    }
}
