namespace MlNetCnn.Imaging;

/// <summary>Reads the markers of a JPEG file (ITU-T T.81, annex B), because the codec does not report every truncated file.</summary>
internal static class JpegStructure
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const byte App1 = 0xE1;

    /// <summary>The bytes that end an image.</summary>
    public static ReadOnlySpan<byte> EndMarker => [0xFF, EndOfImage];

    /// <summary>
    /// Reads the markers up to the end of the image. Cameras append other data after it (previews, depth maps), so the end of the
    /// image is not expected at the end of the file.
    /// </summary>
    public static ImageStructure Read(ReadOnlySpan<byte> bytes)
    {
        var structure = new ImageStructure(EndsEarly: true, Scans: 0);
        var position = 2;
        while (position + 2 <= bytes.Length)
        {
            var marker = bytes[position + 1];
            if (bytes[position] != 0xFF || marker == 0xFF)
            {
                position++;
                continue;
            }

            if (marker == EndOfImage)
            {
                return structure with { EndsEarly = false };
            }

            // Stuffed zeros, TEM, restart markers and a second start of image have no length.
            if (marker is 0x00 or 0x01 or (>= 0xD0 and <= 0xD8))
            {
                position += 2;
                continue;
            }

            if (position + 4 > bytes.Length)
            {
                break;
            }

            var length = (bytes[position + 2] << 8) | bytes[position + 3];
            var next = position + 2 + Math.Max(2, length);
            if (marker == App1 && structure.ExifLength == 0 && next <= bytes.Length && bytes[(position + 4)..next].StartsWith("Exif\0\0"u8))
            {
                structure = structure with { ExifStart = position + 4, ExifLength = next - position - 4 };
            }

            position = next;
            if (marker == StartOfScan)
            {
                structure = structure with { Scans = structure.Scans + 1 };
                position = SkipScan(bytes, position);
            }
        }

        return structure;
    }

    /// <summary>Returns the position of the first marker after the entropy-coded data.</summary>
    private static int SkipScan(ReadOnlySpan<byte> bytes, int position)
    {
        while (position < bytes.Length)
        {
            var next = bytes[position..].IndexOf((byte)0xFF);
            if (next < 0 || position + next + 1 >= bytes.Length)
            {
                return bytes.Length;
            }

            position += next;
            if (bytes[position + 1] is not (0x00 or 0xFF or (>= 0xD0 and <= 0xD7)))
            {
                return position;
            }

            position += bytes[position + 1] == 0xFF ? 1 : 2;
        }

        return position;
    }
}
