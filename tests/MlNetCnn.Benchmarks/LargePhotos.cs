using SkiaSharp;

namespace MlNetCnn.Benchmarks;

/// <summary>Creates 12-megapixel JPEGs of photos, with grain, so that they have as many bytes as those of a camera.</summary>
internal static class LargePhotos
{
    public static void Write(string photos, string folder, int count)
    {
        var random = new Random(1);
        foreach (var path in Directory.GetFiles(photos, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(count))
        {
            using var source = SKBitmap.Decode(path);
            using var target = new SKBitmap(new SKImageInfo(4000, 3000, SKColorType.Bgra8888, SKAlphaType.Opaque));
            using (var canvas = new SKCanvas(target))
            using (var image = SKImage.FromBitmap(source))
            {
                canvas.DrawImage(image, new SKRect(0, 0, 4000, 3000), new SKSamplingOptions(SKCubicResampler.Mitchell));
            }

            unsafe
            {
                var bytes = new Span<byte>(target.GetPixels().ToPointer(), target.ByteCount);
                for (var i = 0; i < bytes.Length; i += 4)
                {
                    var grain = random.Next(-10, 11);
                    for (var channel = 0; channel < 3; channel++)
                    {
                        bytes[i + channel] = (byte)Math.Clamp(bytes[i + channel] + grain, 0, 255);
                    }
                }
            }

            using var data = target.Encode(SKEncodedImageFormat.Jpeg, 88);
            File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(path)), data.ToArray());
        }
    }
}
