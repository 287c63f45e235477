namespace MlNetCnn;

/// <summary>What a graph wants to see of each picture: NCHW, float32, RGB 0..255.</summary>
/// <param name="Width">Width, in pixels.</param>
/// <param name="Height">Height, in pixels.</param>
/// <param name="Resize">How a picture of another shape is made to fit.</param>
internal sealed record ImageInput(int Width, int Height, ResizeMode Resize)
{
    /// <summary>Floats that one picture takes: 3 * height * width.</summary>
    public int PixelLength => 3 * Width * Height;
}
