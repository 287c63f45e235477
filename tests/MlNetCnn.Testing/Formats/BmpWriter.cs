namespace MlNetCnn.Testing;

/// <summary>Writes Windows bitmaps, including unusual ones: BITMAPINFOHEADER, or BITMAPV4HEADER if there is alpha.</summary>
/// <param name="width">The width, in pixels.</param>
/// <param name="height">The height, in pixels.</param>
/// <param name="bits">Bits per pixel: 8 (a gray palette), 24 or 32.</param>
/// <param name="color">Returns red, green, blue and alpha of (x, y).</param>
internal sealed class BmpWriter(int width, int height, int bits, Func<int, int, (byte Red, byte Green, byte Blue, byte Alpha)> color)
{
    private const int BitFields = 3;
    private const int RunLength8 = 1;

    /// <summary>Whether rows are stored from top to bottom instead of from bottom to top.</summary>
    public bool TopDown { get; init; }

    /// <summary>Whether 32-bit pixels have a mask for alpha.</summary>
    public bool Alpha { get; init; }

    /// <summary>The file size in the header, or null for the real one.</summary>
    public uint? ClaimedBytes { get; init; }

    /// <summary>The width in the header, or null for the real one.</summary>
    public int? ClaimedWidth { get; init; }

    /// <summary>Run-length data of an 8-bit bitmap instead of its rows.</summary>
    public byte[]? RunLengthData { get; init; }

    public byte[] Write()
    {
        var header = new ByteWriter().Little32(Alpha ? 108u : 40u).Little32((uint)(ClaimedWidth ?? width))
            .Little32((uint)(TopDown ? -height : height)).Little16(1).Little16(bits)
            .Little32(RunLengthData is not null ? RunLength8 : Alpha ? (uint)BitFields : 0).Little32(0).Little32(2835).Little32(2835)
            .Little32(bits == 8 ? 256u : 0).Little32(0);
        if (Alpha)
        {
            header.Little32(0x00FF0000).Little32(0x0000FF00).Little32(0x000000FF).Little32(0xFF000000).Add("BGRs"u8).Add(new byte[48]);
        }

        if (bits == 8)
        {
            for (var i = 0; i < 256; i++)
            {
                header.Add((byte)i, (byte)i, (byte)i, 0);
            }
        }

        var pixels = RunLengthData ?? Rows();
        var start = 14 + header.Length;
        return new ByteWriter().Add("BM"u8).Little32(ClaimedBytes ?? (uint)(start + pixels.Length)).Little32(0).Little32((uint)start)
            .Add(header.ToArray()).Add(pixels).ToArray();
    }

    private byte[] Rows()
    {
        var rows = new ByteWriter();
        for (var row = 0; row < height; row++)
        {
            var y = TopDown ? row : height - 1 - row;
            for (var x = 0; x < width; x++)
            {
                var (red, green, blue, alpha) = color(x, y);
                rows.Add(bits switch { 8 => [red], 24 => [blue, green, red], _ => [blue, green, red, alpha] });
            }

            rows.Add(new byte[(4 - (rows.Length % 4)) % 4]);
        }

        return rows.ToArray();
    }
}
