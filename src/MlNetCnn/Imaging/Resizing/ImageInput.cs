using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>What a network takes of each image, NCHW, float32, RGB 0..255, and how an image of another size becomes that.</summary>
/// <param name="Width">Width, in pixels.</param>
/// <param name="Height">Height, in pixels.</param>
/// <param name="Resize">How an image of another shape is made to fit.</param>
/// <param name="Factor">
/// How many times the input size ML.NET's ResizeImages draws an image before the graph reduces it, 1..4; null for the pixels of
/// packages of version 0.1, which are those of ML.NET 5.0.1's ResizeImages alone.
/// </param>
[SharedInternal]
internal sealed record ImageInput(int Width, int Height, ResizeMode Resize, double? Factor)
{
    /// <summary>How the graph reduces.</summary>
    public ReductionFilter Filter { get; init; }

    /// <summary>Floats that one image takes: 3 * height * width.</summary>
    public int PixelValueCount => 3 * Width * Height;

    /// <summary>The size to which ML.NET's ResizeImages draws, in pixels.</summary>
    public SKSizeI DrawnSize => new(ResizeFactor.DrawnSide(Width, Factor ?? 1, Resize), ResizeFactor.DrawnSide(Height, Factor ?? 1, Resize));

    /// <summary>Whether the graph reduces what ML.NET's ResizeImages draws.</summary>
    public bool IsReduced => DrawnSize.Width > Width || DrawnSize.Height > Height;

    /// <summary>Where the whole image lies on the network's input, in pixels of the input; what lies outside is cut off.</summary>
    /// <param name="width">Width of the image, in pixels.</param>
    /// <param name="height">Height of the image, in pixels.</param>
    public SKRect Destination(int width, int height)
    {
        var drawn = DrawnSize;
        var place = ResizeGeometry.Destination(width, height, drawn.Width, drawn.Height, Resize);
        var (x, y) = ((float)Width / drawn.Width, (float)Height / drawn.Height);
        return new SKRect(place.Left * x, place.Top * y, place.Right * x, place.Bottom * y);
    }
}
