using SkiaSharp;

namespace MlNetCnn.Tests;

/// <summary>Creates synthetic images for tests, without files.</summary>
internal static class Drawing
{
    public static SKBitmap Create(int width, int height, Func<int, int, SKColor> color)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKImageInfo.PlatformColorType, SKAlphaType.Opaque));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                bitmap.SetPixel(x, y, color(x, y));
            }
        }

        return bitmap;
    }

    /// <summary>Without detail, so that every good filter gives the same result.</summary>
    public static SKBitmap Smooth(int width, int height) => Create(width, height, (x, y) => new SKColor(
        (byte)(127 + (100 * Math.Sin(x / 9.0) * Math.Cos(y / 11.0))), (byte)(20 + (200.0 * x / width)), (byte)(220 - (180.0 * y / height))));

    /// <summary>All pixels are different.</summary>
    public static SKBitmap Distinct(int width, int height) =>
        Create(width, height, (x, y) => new SKColor((byte)(x * 255 / width), (byte)(y * 255 / height), (byte)((x * 37) + (y * 91))));

    /// <summary>Only detail, so that the slightest interpolation shows.</summary>
    public static SKBitmap Noise(int width, int height)
    {
        var random = new Random(1);
        return Create(width, height, (_, _) => new SKColor(0xFF000000 | (uint)random.Next(1 << 24)));
    }

    public static SampledAugmentation Draw(int width, int height, Action<SampledAugmentationBuilder> say)
    {
        var builder = new SampledAugmentationBuilder(width, height);
        say(builder);
        return builder.ToSample();
    }

    /// <summary>CHW, float32, RGB 0..255.</summary>
    public static float[] Run(
        SKBitmap image, SampledAugmentation sample, int width, int height,
        ResizeMode mode = ResizeMode.Crop, FillMode fill = FillMode.Reflect, double fillValue = 0)
    {
        var augmentation = Augmentation.None with { Fill = fill, FillValue = fillValue };
        using var decoder = new AugmentedImageDecoder(new ImageInput(width, height, mode, ResizeFactor.Min), ImageDecoderOptions.Default, augmentation);
        var pixels = new float[decoder.PixelValueCount];
        decoder.Render(new PreparedImage(image.Info, image.GetPixels(), image.Info.Size), sample, pixels);
        return pixels;
    }

    public static float[] Random(int width, int height, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 3 * width * height).Select(_ => (float)random.Next(256))];
    }
}
