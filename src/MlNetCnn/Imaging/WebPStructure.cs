using System.Buffers.Binary;

namespace MlNetCnn.Imaging;

/// <summary>Reads the chunks of a WebP file (RFC 9649, section 2): type, length, data, padded to an even length.</summary>
internal static class WebPStructure
{
    private const int HeaderBytes = 12;
    private const int FrameBytes = 8;

    /// <summary>Reads the chunks up to the size that the header declares.</summary>
    public static ImageStructure Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes)
        {
            return new ImageStructure(EndsEarly: true);
        }

        var end = FrameBytes + (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        var structure = new ImageStructure(EndsEarly: end > bytes.Length);
        long position = HeaderBytes;
        while (position + FrameBytes <= Math.Min(end, bytes.Length))
        {
            var start = (int)position;
            var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(start + 4)..]);
            position += FrameBytes + length + (length & 1);
            if (bytes.Slice(start, 4).SequenceEqual("EXIF"u8) && start + FrameBytes + (long)length <= bytes.Length)
            {
                return structure with { ExifStart = start + FrameBytes, ExifLength = (int)length };
            }
        }

        return structure;
    }
}
