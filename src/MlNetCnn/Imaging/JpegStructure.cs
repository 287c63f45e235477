namespace MlNetCnn;

/// <summary>Looks at the markers of a JPEG file (ITU-T T.81, annex B), because the codec does not tell of every file that ends early.</summary>
internal static class JpegStructure
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;

    /// <summary>
    /// Whether the picture comes to its end: after a scan, the end-of-image marker stands. Cameras append other data
    /// behind it (previews, depth maps), so it is looked for from the first scan on and not at the end of the file.
    /// </summary>
    public static bool HasEnd(ReadOnlySpan<byte> bytes)
    {
        var position = 2;
        while (position + 4 <= bytes.Length)
        {
            if (bytes[position] != 0xFF)
            {
                position++;
                continue;
            }

            var marker = bytes[position + 1];
            if (marker == EndOfImage)
            {
                return true;
            }

            // Fill bytes, stuffed zeros and restart markers carry no length.
            if (marker is 0xFF or 0x00 or 0x01 or (>= 0xD0 and <= 0xD8))
            {
                position += marker == 0xFF ? 1 : 2;
                continue;
            }

            var segment = (bytes[position + 2] << 8) | bytes[position + 3];
            position += 2 + Math.Max(2, segment);
            if (marker == StartOfScan)
            {
                position = SkipScan(bytes, position);
            }
        }

        return position + 2 <= bytes.Length && bytes[position] == 0xFF && bytes[position + 1] == EndOfImage;
    }

    /// <summary>The position of the first marker behind the entropy-coded data.</summary>
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
            if (bytes[position + 1] is 0x00 or 0xFF or (>= 0xD0 and <= 0xD7))
            {
                position += bytes[position + 1] == 0xFF ? 1 : 2;
                continue;
            }

            return position;
        }

        return position;
    }
}
