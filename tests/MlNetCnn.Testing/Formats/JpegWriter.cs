namespace MlNetCnn.Testing;

/// <summary>
/// Writes kinds of JPEG that Skia cannot write: progressive, grayscale and four-component ones. Nothing is quantized or
/// subsampled, and all Huffman codes have the same length, so the files are large and the code is short (ITU-T T.81).
/// </summary>
/// <param name="width">The width, in pixels.</param>
/// <param name="height">The height, in pixels.</param>
/// <param name="components">1 for gray, 3 for YCbCr, 4 for CMYK.</param>
/// <param name="sample">Returns the stored value 0..255 of (x, y, component).</param>
internal sealed class JpegWriter(int width, int height, int components, Func<int, int, int, byte> sample)
{
    private const int BlockSide = 8;
    private const int EndOfBlock = 0x00;
    private const int SixteenZeros = 0xF0;

    // Annex A, figure A.6: the position in a block of the k-th coefficient.
    private static readonly int[] ZigZag = [.. Enumerable.Range(0, 64).OrderBy(DiagonalOrder)];
    private static readonly byte[] DcSymbols = [.. Enumerable.Range(0, 12).Select(i => (byte)i)];
    private static readonly byte[] AcSymbols =
        [EndOfBlock, SixteenZeros, .. Enumerable.Range(0, 160).Select(i => (byte)(((i / 10) << 4) | ((i % 10) + 1)))];

    private readonly ByteWriter _file = new();
    private readonly int _columns = (width + BlockSide - 1) / BlockSide;
    private readonly int _rows = (height + BlockSide - 1) / BlockSide;

    /// <summary>Whether the file has several scans, each over the whole image, instead of one.</summary>
    public bool Progressive { get; init; }

    /// <summary>The transform in Adobe's marker: 0 none, 1 YCbCr, 2 YCCK; null for no marker.</summary>
    public int? AdobeTransform { get; init; }

    /// <summary>EXIF data, starting with the TIFF header.</summary>
    public byte[] Exif { get; init; } = [];

    /// <summary>A color profile.</summary>
    public byte[] Icc { get; init; } = [];

    /// <summary>The number of times the last scan of a progressive file is written.</summary>
    public int LastScanCount { get; init; } = 1;

    public byte[] Write()
    {
        _file.Add(0xFF, 0xD8);
        if (Exif.Length > 0)
        {
            Segment(0xE1, [.. "Exif\0\0"u8, .. Exif]);
        }

        if (Icc.Length > 0)
        {
            Segment(0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. Icc]);
        }

        if (AdobeTransform is { } transform)
        {
            Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, (byte)transform]);
        }

        Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]);
        byte[] frame = [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, (byte)components];
        Segment((byte)(Progressive ? 0xC2 : 0xC0), [.. frame, .. Enumerable.Range(1, components).SelectMany(id => new byte[] { (byte)id, 0x11, 0 })]);
        Segment(0xC4, [0x00, .. Counts(length: 4, DcSymbols.Length), .. DcSymbols]);
        Segment(0xC4, [0x10, .. Counts(length: 8, AcSymbols.Length), .. AcSymbols]);

        var blocks = Enumerable.Range(0, components).Select(Coefficients).ToArray();
        int[] all = [.. Enumerable.Range(0, components)];
        if (!Progressive)
        {
            Scan(blocks, all, 0, 63);
        }
        else
        {
            Scan(blocks, all, 0, 0);
            foreach (var component in all)
            {
                Scan(blocks, [component], 1, 5);
            }

            foreach (var component in all)
            {
                for (var i = 0; i < (component == components - 1 ? LastScanCount : 1); i++)
                {
                    Scan(blocks, [component], 6, 63);
                }
            }
        }

        return _file.Add(0xFF, 0xD9).ToArray();
    }

    private static int DiagonalOrder(int place)
    {
        var (x, y) = (place % BlockSide, place / BlockSide);
        var diagonal = x + y;
        return (diagonal * 64) + (diagonal % 2 == 0 ? x : y);
    }

    private static byte[] Counts(int length, int symbols)
    {
        var counts = new byte[16];
        counts[length - 1] = (byte)symbols;
        return counts;
    }

    private void Segment(byte marker, byte[] content) => _file.Add(0xFF, marker).Big16(content.Length + 2).Add(content);

    private void Scan(int[][][] blocks, int[] scanned, int first, int last)
    {
        var tables = scanned.SelectMany(component => new byte[] { (byte)(component + 1), 0x00 });
        Segment(0xDA, [(byte)scanned.Length, .. tables, (byte)first, (byte)last, 0]);
        var bits = new JpegBits(_file);
        var previous = new int[components];
        for (var block = 0; block < _columns * _rows; block++)
        {
            foreach (var component in scanned)
            {
                var values = blocks[component][block];
                if (first == 0)
                {
                    var difference = values[0] - previous[component];
                    previous[component] = values[0];
                    var size = Size(difference);
                    bits.Write(size, 4);
                    bits.Write(difference < 0 ? difference - 1 : difference, size);
                }

                WriteAc(bits, values, Math.Max(1, first), last);
            }
        }

        bits.Finish();
    }

    private static void WriteAc(JpegBits bits, int[] values, int first, int last)
    {
        var zeros = 0;
        for (var k = first; k <= last; k++)
        {
            if (values[k] == 0)
            {
                zeros++;
                continue;
            }

            for (; zeros > 15; zeros -= 16)
            {
                bits.Write(Array.IndexOf(AcSymbols, (byte)SixteenZeros), 8);
            }

            var size = Size(values[k]);
            bits.Write(Array.IndexOf(AcSymbols, (byte)((zeros << 4) | size)), 8);
            bits.Write(values[k] < 0 ? values[k] - 1 : values[k], size);
            zeros = 0;
        }

        if (zeros > 0)
        {
            bits.Write(Array.IndexOf(AcSymbols, (byte)EndOfBlock), 8);
        }
    }

    private static int Size(int value) => value == 0 ? 0 : (int)Math.Log2(Math.Abs(value)) + 1;

    /// <summary>Returns the blocks of a component, each in zigzag order (annex A.3.3, by definition).</summary>
    private int[][] Coefficients(int component)
    {
        var cosines = new double[BlockSide, BlockSide];
        for (var x = 0; x < BlockSide; x++)
        {
            for (var u = 0; u < BlockSide; u++)
            {
                cosines[x, u] = Math.Cos(((2 * x) + 1) * u * Math.PI / 16) * (u == 0 ? Math.Sqrt(0.125) : 0.5);
            }
        }

        var blocks = new int[_columns * _rows][];
        for (var block = 0; block < blocks.Length; block++)
        {
            var (left, top) = (block % _columns * BlockSide, block / _columns * BlockSide);
            var rows = new double[BlockSide, BlockSide];
            var whole = new double[64];
            for (var y = 0; y < BlockSide; y++)
            {
                for (var x = 0; x < BlockSide; x++)
                {
                    var value = sample(Math.Min(left + x, width - 1), Math.Min(top + y, height - 1), component) - 128;
                    for (var u = 0; u < BlockSide; u++)
                    {
                        rows[y, u] += value * cosines[x, u];
                    }
                }
            }

            for (var place = 0; place < 64; place++)
            {
                for (var y = 0; y < BlockSide; y++)
                {
                    whole[place] += rows[y, place % BlockSide] * cosines[y, place / BlockSide];
                }
            }

            blocks[block] = [.. ZigZag.Select(place => (int)Math.Round(whole[place]))];
        }

        return blocks;
    }
}
