using System.Runtime.Intrinsics;
using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>
/// Decodes a large PNG in strips and averages squares of pixels, so that the whole image is never in memory. The codec starts
/// at the first row for every strip, which takes time (2.5 times a full decode for four strips) but bounds the memory.
/// </summary>
internal static class StripDecode
{
    /// <summary>The number of bytes of a pixel.</summary>
    public const int BytesPerPixel = 4;

    /// <summary>The maximum side of a square, as a power of two: the sum of a column of 256 bytes still fits into 16 bits.</summary>
    public const int MaxShrinkLog2 = 8;

    private const long StripPixels = 24_000_000;

    /// <summary>Returns the number of rows of a strip of about 96 MB.</summary>
    public static int Rows(int width, int shrink) => Math.Max(1, (int)(StripPixels / width / shrink)) * shrink;

    /// <summary>Decodes and shrinks an image.</summary>
    /// <param name="codec">The codec of a PNG that is not interlaced.</param>
    /// <param name="full">The whole image, 4 bytes a pixel.</param>
    /// <param name="shrink">The side of a square, 2 to 256.</param>
    /// <param name="rows">The number of rows of a strip, a multiple of <paramref name="shrink"/>.</param>
    /// <param name="strip">The memory for a strip.</param>
    /// <param name="target">The shrunk image, without gaps; rows that the file does not have are zero.</param>
    /// <returns>The codec's result for the whole image.</returns>
    public static SKCodecResult Run(SKCodec codec, SKImageInfo full, int shrink, int rows, NativeBuffer strip, Span<byte> target)
    {
        strip.Reserve((long)full.RowBytes * rows);
        target.Clear();
        var sums = new ushort[full.RowBytes];
        var targetRowBytes = (full.Width + shrink - 1) / shrink * BytesPerPixel;
        for (var top = 0; top < full.Height; top += rows)
        {
            var count = Math.Min(rows, full.Height - top);
            var options = new SKCodecOptions(new SKRectI(0, top, full.Width, top + count));
            var result = codec.StartIncrementalDecode(full, strip.Pointer, full.RowBytes, options);
            var decoded = count;
            if (result == SKCodecResult.Success)
            {
                result = codec.IncrementalDecode(out var rowsDecoded);
                decoded = result == SKCodecResult.Success ? count : Math.Clamp(rowsDecoded, 0, count);
            }

            if (result is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
            {
                return result;
            }

            var pixels = strip.Span(full.RowBytes * decoded);
            for (var row = 0; row < decoded; row += shrink)
            {
                var square = pixels[(row * full.RowBytes)..Math.Min(pixels.Length, (row + shrink) * full.RowBytes)];
                Average(square, full.RowBytes, shrink, sums, target.Slice((top + row) / shrink * targetRowBytes, targetRowBytes));
            }

            if (result == SKCodecResult.IncompleteInput)
            {
                return result;
            }
        }

        return SKCodecResult.Success;
    }

    /// <summary>Computes one row of the shrunk image from the rows that it is averaged from.</summary>
    private static void Average(ReadOnlySpan<byte> rows, int rowBytes, int shrink, Span<ushort> sums, Span<byte> target)
    {
        sums.Clear();
        for (var start = 0; start < rows.Length; start += rowBytes)
        {
            AddRow(rows.Slice(start, rowBytes), sums);
        }

        var height = rows.Length / rowBytes;
        for (var x = 0; x < target.Length; x += BytesPerPixel)
        {
            var first = x * shrink;
            var last = Math.Min(rowBytes, first + (shrink * BytesPerPixel));
            var count = (uint)((last - first) / BytesPerPixel * height);
            for (var channel = 0; channel < BytesPerPixel; channel++)
            {
                var sum = count / 2;
                for (var i = first + channel; i < last; i += BytesPerPixel)
                {
                    sum += sums[i];
                }

                target[x + channel] = (byte)(sum / count);
            }
        }
    }

    private static void AddRow(ReadOnlySpan<byte> row, Span<ushort> sums)
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= row.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                var (low, high) = Vector128.Widen(Vector128.Create(row[i..]));
                (Vector128.Create(sums[i..]) + low).CopyTo(sums[i..]);
                (Vector128.Create(sums[(i + Vector128<ushort>.Count)..]) + high).CopyTo(sums[(i + Vector128<ushort>.Count)..]);
            }
        }

        for (; i < row.Length; i++)
        {
            sums[i] += row[i];
        }
    }
}
