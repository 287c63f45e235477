namespace MlNetCnn.Testing;

/// <summary>Writes Windows bitmaps, also odd ones: BITMAPINFOHEADER, or BITMAPV4HEADER where there is alpha.</summary>
/// <param name="width">In pixels.</param>
/// <param name="height">In pixels.</param>
/// <param name="bits">Bits of a pixel: 8 (a grey palette), 24 or 32.</param>
/// <param name="color">Red, green, blue and alpha of (x, y).</param>
internal sealed class BmpWriter(int width, int height, int bits, Func<int, int, (byte Red, byte Green, byte Blue, byte Alpha)> color)
{
    private const int BitFields = 3;
    private const int RunLength8 = 1;

    /// <summary>Rows from the top instead of from the bottom.</summary>
    public bool TopDown { get; init; }

    /// <summary>32 bits with a mask for alpha.</summary>
    public bool Alpha { get; init; }

    /// <summary>The file size that the header claims, or null for the true one.</summary>
    public uint? ClaimedBytes { get; init; }

    /// <summary>The width that the header claims, or null for the true one.</summary>
    public int? ClaimedWidth { get; init; }

    /// <summary>Run-length data of an 8-bit bitmap in place of its rows.</summary>
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
