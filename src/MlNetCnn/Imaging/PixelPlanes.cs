using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SkiaSharp;

namespace MlNetCnn;

/// <summary>Spreads 32-bit pixels over three planes of floats: CHW, float32, R then G then B, 0..255.</summary>
internal static class PixelPlanes
{
    /// <summary>Writes <paramref name="pixels"/> to <paramref name="planes"/>.</summary>
    /// <param name="pixels">width*height pixels of 4 bytes.</param>
    /// <param name="colorType">The order of the bytes: <see cref="SKColorType.Bgra8888"/> or <see cref="SKColorType.Rgba8888"/>.</param>
    /// <param name="planes">3*width*height floats.</param>
    public static void Write(ReadOnlySpan<byte> pixels, SKColorType colorType, Span<float> planes)
    {
        var words = MemoryMarshal.Cast<byte, uint>(pixels);
        var count = words.Length;
        var (redShift, blueShift) = colorType == SKColorType.Bgra8888 ? (16, 0) : (0, 16);
        WritePlane(words, redShift, planes[..count]);
        WritePlane(words, 8, planes.Slice(count, count));
        WritePlane(words, blueShift, planes.Slice(2 * count, count));
    }

    private static void WritePlane(ReadOnlySpan<uint> words, int shift, Span<float> plane)
    {
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var mask = Vector256.Create(0xFFu);
            for (; i <= words.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
            {
                var channel = (Vector256.Create(words[i..]) >> shift) & mask;
                Vector256.ConvertToSingle(channel.AsInt32()).CopyTo(plane[i..]);
            }
        }

        for (; i < words.Length; i++)
        {
            plane[i] = (words[i] >> shift) & 0xFF;
        }
    }
}
