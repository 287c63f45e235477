using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>Conversions of three planes of floats: CHW, float32, R then G then B, 0..255.</summary>
internal static class PixelPlanes
{
    /// <summary>Converts 32-bit pixels to planes.</summary>
    /// <param name="pixels">width*height pixels of 4 bytes.</param>
    /// <param name="colorType">The byte order: <see cref="SKColorType.Bgra8888"/> or <see cref="SKColorType.Rgba8888"/>.</param>
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

    /// <summary>Converts planes of integers to opaque 32-bit pixels.</summary>
    /// <param name="planes">3*width*height floats, 0..255.</param>
    /// <param name="colorType">The byte order: <see cref="SKColorType.Bgra8888"/> or <see cref="SKColorType.Rgba8888"/>.</param>
    /// <param name="pixels">width*height pixels.</param>
    public static void Pack(ReadOnlySpan<float> planes, SKColorType colorType, Span<uint> pixels)
    {
        var (redShift, blueShift) = colorType == SKColorType.Bgra8888 ? (16, 0) : (0, 16);
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = 0xFF000000 | ((uint)planes[i] << redShift) | ((uint)planes[pixels.Length + i] << 8)
                | ((uint)planes[(2 * pixels.Length) + i] << blueShift);
        }
    }

    /// <summary>Mirrors an image in place.</summary>
    /// <param name="planes">3*width*height floats.</param>
    /// <param name="width">Width, in pixels.</param>
    /// <param name="height">Height, in pixels.</param>
    /// <param name="leftToRight">Whether left and right are swapped.</param>
    /// <param name="topToBottom">Whether top and bottom are swapped.</param>
    public static void Mirror(Span<float> planes, int width, int height, bool leftToRight, bool topToBottom)
    {
        if (topToBottom)
        {
            // Reversing the order of a plane's pixels mirrors it both ways.
            for (var plane = 0; plane < planes.Length; plane += width * height)
            {
                planes.Slice(plane, width * height).Reverse();
            }
        }

        for (var row = 0; leftToRight != topToBottom && row < planes.Length; row += width)
        {
            planes.Slice(row, width).Reverse();
        }
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
