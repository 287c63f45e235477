namespace MlNetCnn.Testing;

/// <summary>Writes GIF files of 128 colors and any number of frames (GIF89a); the codes are never longer than 8 bits.</summary>
/// <param name="width">The width, in pixels.</param>
/// <param name="height">The height, in pixels.</param>
/// <param name="frames">The number of frames, all of the full size.</param>
/// <param name="index">Returns the color index 0..127 of (x, y, frame).</param>
internal sealed class GifWriter(int width, int height, int frames, Func<int, int, int, byte> index)
{
    private const byte ClearCode = 128;
    private const byte EndCode = 129;

    // This number of codes after a clear code keeps the table below 256 entries, and so the codes at 8 bits.
    private const int CodesBetweenClears = 120;

    /// <summary>The index of the transparent color, or null.</summary>
    public byte? TransparentIndex { get; init; }

    /// <summary>Returns the color of an index: a gray ramp with a red tint.</summary>
    public static (byte Red, byte Green, byte Blue) Color(int index) => ((byte)(255 - index), (byte)(2 * index), (byte)(2 * index));

    public byte[] Write()
    {
        var file = new ByteWriter().Add("GIF89a"u8).Little16(width).Little16(height).Add(0xF6, 0, 0);
        for (var i = 0; i < 128; i++)
        {
            var (red, green, blue) = Color(i);
            file.Add(red, green, blue);
        }

        if (frames > 1)
        {
            file.Add(0x21, 0xFF, 11).Add("NETSCAPE2.0"u8).Add(3, 1, 0, 0, 0);
        }

        for (var frame = 0; frame < frames; frame++)
        {
            file.Add(0x21, 0xF9, 4, (byte)(TransparentIndex is null ? 0 : 1), 5, 0, TransparentIndex ?? 0, 0);
            file.Add(0x2C).Little16(0).Little16(0).Little16(width).Little16(height).Add(0, 7);
            WriteBlocks(file, Codes(frame));
        }

        return file.Add(0x3B).ToArray();
    }

    private byte[] Codes(int frame)
    {
        var codes = new List<byte>();
        for (var i = 0; i < width * height; i++)
        {
            if (i % CodesBetweenClears == 0)
            {
                codes.Add(ClearCode);
            }

            codes.Add(index(i % width, i / width, frame));
        }

        codes.Add(EndCode);
        return [.. codes];
    }

    private static void WriteBlocks(ByteWriter file, byte[] codes)
    {
        foreach (var block in codes.Chunk(255))
        {
            file.Add((byte)block.Length).Add(block);
        }

        file.Add(0);
    }
}
