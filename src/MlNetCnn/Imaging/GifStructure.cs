namespace MlNetCnn.Imaging;

/// <summary>Reads the blocks of a GIF file (GIF89a, appendix A) up to the end of its first frame; later frames are ignored.</summary>
internal static class GifStructure
{
    private const int ScreenBytes = 13;
    private const int FrameBytes = 10;
    private const byte Extension = 0x21;
    private const byte Image = 0x2C;

    /// <summary>Whether the file ends before its first frame does.</summary>
    public static bool EndsEarly(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < ScreenBytes)
        {
            return true;
        }

        var position = ScreenBytes + TableBytes(bytes[10]);
        while (position < bytes.Length)
        {
            switch (bytes[position])
            {
                case Extension:
                    position = SkipBlocks(bytes, position + 2);
                    break;
                case Image when position + FrameBytes <= bytes.Length:
                    // One byte, the initial code size, is between the color table and the data.
                    return SkipBlocks(bytes, position + FrameBytes + TableBytes(bytes[position + 9]) + 1) > bytes.Length;
                case Image:
                    return true;
                default:
                    return false;
            }
        }

        return true;
    }

    /// <summary>Returns the number of bytes of the color table that a descriptor's flags declare.</summary>
    private static int TableBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    /// <summary>Returns the position after the empty block that ends a sequence of blocks; past the end of the file if it is missing.</summary>
    private static int SkipBlocks(ReadOnlySpan<byte> bytes, int position)
    {
        while (position < bytes.Length)
        {
            var length = bytes[position];
            position += length + 1;
            if (length == 0)
            {
                return position;
            }
        }

        return bytes.Length + 1;
    }
}
