using System.Buffers.Binary;
using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>Reads the chunks of a PNG file (W3C PNG, third edition, section 5): length, type, data, checksum.</summary>
internal static class PngStructure
{
    private const int SignatureBytes = 8;
    private const int FrameBytes = 12;

    /// <summary>Chunks longer than this are skipped: the codec copies the chunk received so far for every additional 4 KB.</summary>
    private const int LongChunk = 1 << 16;

    /// <summary>The number of bytes that <see cref="Size"/> needs: the signature, and IHDR up to the height.</summary>
    public const int HeaderBytes = 24;

    /// <summary>The position of the interlace method: after the signature, the length and type of IHDR, and twelve of its bytes.</summary>
    private const int InterlacePosition = 28;

    /// <summary>Reads the chunks up to IEND.</summary>
    public static ImageStructure Read(ReadOnlySpan<byte> bytes)
    {
        var structure = new ImageStructure(EndsEarly: true);
        long position = SignatureBytes;
        while (position + FrameBytes <= bytes.Length)
        {
            var start = (int)position;
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[start..]);
            position += FrameBytes + length;
            var type = bytes.Slice(start + 4, 4);
            if (type.SequenceEqual("IEND"u8))
            {
                return structure with { EndsEarly = false };
            }

            if (type.SequenceEqual("eXIf"u8) && position <= bytes.Length)
            {
                structure = structure with { ExifStart = start + 8, ExifLength = (int)length };
            }
        }

        return structure;
    }

    /// <summary>Returns the width and height, or null if the file is not a PNG.</summary>
    /// <param name="head">The first <see cref="HeaderBytes"/> bytes of the file.</param>
    public static SKSizeI? Size(ReadOnlySpan<byte> head) =>
        ImageFormatSniffer.Sniff(head) == ImageFormat.Png && head[12..].StartsWith("IHDR"u8)
        && BinaryPrimitives.ReadInt32BigEndian(head[16..]) is > 0 and var width && BinaryPrimitives.ReadInt32BigEndian(head[20..]) is > 0 and var height
            ? new SKSizeI(width, height)
            : null;

    /// <summary>Returns the number of bytes without texts, profiles and other chunks that do not contribute pixels.</summary>
    /// <param name="bytes">The file.</param>
    public static int LengthWithoutRemarks(ReadOnlySpan<byte> bytes) => Copy(bytes, []);

    /// <summary>Copies a file without texts, profiles and other chunks that do not contribute pixels.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="target">Receives the rest; <see cref="LengthWithoutRemarks"/> bytes.</param>
    public static void CopyWithoutRemarks(ReadOnlySpan<byte> bytes, Span<byte> target) => Copy(bytes, target);

    /// <summary>Whether the rows are stored in the order of Adam7 and not from top to bottom.</summary>
    public static bool IsInterlaced(ReadOnlySpan<byte> bytes) => bytes.Length > InterlacePosition && bytes[InterlacePosition] != 0;

    private static int Copy(ReadOnlySpan<byte> bytes, Span<byte> target)
    {
        var kept = 0;
        long position = 0;
        long end = SignatureBytes;
        while (position < bytes.Length)
        {
            var start = (int)position;
            var isRemark = false;
            if (start >= SignatureBytes && start + FrameBytes <= bytes.Length)
            {
                var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[start..]);
                end = position + FrameBytes + length;
                isRemark = IsRemark(bytes.Slice(start + 4, 4), length);
            }
            else if (start >= SignatureBytes)
            {
                end = bytes.Length;
            }

            var chunk = bytes[start..(int)Math.Min(end, bytes.Length)];
            position = end;
            if (!isRemark)
            {
                if (target.Length > 0)
                {
                    chunk.CopyTo(target[kept..]);
                }

                kept += chunk.Length;
            }
        }

        return kept;
    }

    // Except for the pixels, chunks that matter are short in every valid file.
    private static bool IsRemark(ReadOnlySpan<byte> type, uint length) =>
        (length > LongChunk && !type.SequenceEqual("IDAT"u8))
        || type.EndsWith("EXt"u8) || type.EndsWith("TXt"u8) || type.SequenceEqual("eXIf"u8) || type.SequenceEqual("iCCP"u8);
}
