using System.IO.Compression;

namespace MlNetCnn.Testing;

/// <summary>Writes every kind of PNG (W3C PNG, third edition), with unfiltered rows.</summary>
/// <param name="width">The width, in pixels.</param>
/// <param name="height">The height, in pixels.</param>
/// <param name="bitDepth">Bits per sample: 1, 2, 4, 8 or 16.</param>
/// <param name="colorType">0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha.</param>
/// <param name="sample">Returns the value of (x, y, channel), 0 to 2^bitDepth - 1.</param>
internal sealed class PngWriter(int width, int height, int bitDepth, int colorType, Func<int, int, int, int> sample)
{
    private static readonly (int Left, int Top, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Whether rows are in the order of Adam7.</summary>
    public bool Interlaced { get; init; }

    /// <summary>The colors of a palette, three bytes each.</summary>
    public byte[] Palette { get; init; } = [];

    /// <summary>The tRNS chunk: alpha of the palette's colors, or the transparent color.</summary>
    public byte[] Transparency { get; init; } = [];

    /// <summary>Additional chunks before the pixels.</summary>
    public IReadOnlyList<(string Type, byte[] Data)> Before { get; init; } = [];

    /// <summary>Additional chunks after the pixels.</summary>
    public IReadOnlyList<(string Type, byte[] Data)> Behind { get; init; } = [];

    /// <summary>The size in the header, or null for the real one.</summary>
    public (int Width, int Height)? ClaimedSize { get; init; }

    public byte[] Write()
    {
        var file = new ByteWriter().Add(0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A);
        var (claimedWidth, claimedHeight) = ClaimedSize ?? (width, height);
        Chunk(file, "IHDR", new ByteWriter().Big32((uint)claimedWidth).Big32((uint)claimedHeight)
            .Add((byte)bitDepth, (byte)colorType, 0, 0, (byte)(Interlaced ? 1 : 0)).ToArray());
        Optional(file, "PLTE", Palette);
        Optional(file, "tRNS", Transparency);
        foreach (var (type, data) in Before)
        {
            Chunk(file, type, data);
        }

        Chunk(file, "IDAT", Compress(Pixels()));
        foreach (var (type, data) in Behind)
        {
            Chunk(file, type, data);
        }

        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    public static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(bytes);
        }

        return compressed.ToArray();
    }

    private static void Optional(ByteWriter file, string type, byte[] data)
    {
        if (data.Length > 0)
        {
            Chunk(file, type, data);
        }
    }

    private static void Chunk(ByteWriter file, string type, byte[] data)
    {
        byte[] covered = [.. type.Select(c => (byte)c), .. data];
        file.Big32((uint)data.Length).Add(covered).Big32(Crc32.Append(0, covered));
    }

    private byte[] Pixels()
    {
        var pixels = new ByteWriter();
        foreach (var (left, top, stepX, stepY) in Interlaced ? Adam7 : [(0, 0, 1, 1)])
        {
            for (var y = top; y < height && left < width; y += stepY)
            {
                pixels.Add(0);
                WriteRow(pixels, y, left, stepX);
            }
        }

        return pixels.ToArray();
    }

    private void WriteRow(ByteWriter pixels, int y, int left, int stepX)
    {
        var channels = colorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var (bits, count) = (0, 0);
        for (var x = left; x < width; x += stepX)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                var value = sample(x, y, channel);
                if (bitDepth == 16)
                {
                    pixels.Big16(value);
                    continue;
                }

                bits = (bits << bitDepth) | value;
                count += bitDepth;
                if (count == 8)
                {
                    pixels.Add((byte)bits);
                    (bits, count) = (0, 0);
                }
            }
        }

        if (count > 0)
        {
            pixels.Add((byte)(bits << (8 - count)));
        }
    }
}
