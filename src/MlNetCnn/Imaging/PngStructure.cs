using System.Buffers.Binary;

namespace MlNetCnn;

/// <summary>Reads the chunks of a PNG file (W3C PNG, third edition, section 5): length, type, data, checksum.</summary>
internal static class PngStructure
{
    private const int SignatureBytes = 8;
    private const int FrameBytes = 12;

    /// <summary>Where the interlace method stands: the signature, the length and type of IHDR, and twelve of its bytes come first.</summary>
    private const int InterlacePosition = 28;

    /// <summary>Walks the chunks up to IEND.</summary>
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

    /// <summary>Whether the rows stand in the file in the order of Adam7 and not from top to bottom.</summary>
    public static bool IsInterlaced(ReadOnlySpan<byte> bytes) => bytes.Length > InterlacePosition && bytes[InterlacePosition] != 0;
}
