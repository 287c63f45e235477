using Xunit;

namespace MlNetCnn.Testing;

/// <summary>Decodes one file with a new decoder.</summary>
internal static class Decoding
{
    /// <summary>The side of the result if a test does not specify one.</summary>
    public const int Side = 32;

    public static ImageError? Error(string path, ImageDecoderOptions? options = null) => Decode(path, Side, options, ResizeMode.Crop).Error;

    public static ImageTraits Traits(string path, ImageDecoderOptions? options = null)
    {
        var (_, traits, error) = Decode(path, Side, options, ResizeMode.Crop);
        Assert.Null(error);
        return traits;
    }

    /// <summary>CHW, float32, RGB 0..255.</summary>
    public static float[] Pixels(
        string path, int side = Side, ImageDecoderOptions? options = null, ResizeMode mode = ResizeMode.Crop, double factor = ResizeFactor.Min)
    {
        var (pixels, _, error) = Decode(path, side, options, mode, factor);
        Assert.Null(error);
        return pixels;
    }

    /// <summary>Returns red, green and blue of (x, y).</summary>
    public static (float Red, float Green, float Blue) At(float[] pixels, int x, int y, int side = Side) =>
        (pixels[(y * side) + x], pixels[(side * side) + (y * side) + x], pixels[(2 * side * side) + (y * side) + x]);

    private static (float[] Pixels, ImageTraits Traits, ImageError? Error) Decode(
        string path, int side, ImageDecoderOptions? options, ResizeMode mode, double factor = ResizeFactor.Min)
    {
        using var decoder = new ImageDecoder(new ImageInput(side, side, mode, factor), options ?? ImageDecoderOptions.Default);
        var pixels = new float[decoder.PixelValueCount];
        pixels.AsSpan().Fill(float.NaN);
        var error = decoder.Decode(path, pixels, out var traits);
        if (error is null)
        {
            Assert.All(pixels, value => Assert.InRange(value, 0, 255));
        }

        return (pixels, traits, error);
    }
}
