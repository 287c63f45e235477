using System.Diagnostics;
using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Limits are checked before a pixel is decoded: no memory of the declared size is allocated.</summary>
public sealed class LimitTests : IDisposable
{
    private const long FiftyMegabytes = 50L * 1024 * 1024;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(30_000, 30_000)]
    [InlineData(50_000, 50_000)]
    [InlineData(30_001, 1)]
    [InlineData(1, 1_000_000)]
    public void Decode_PngThatClaimsToBeHuge_IsTooLargeWithoutMemory(int width, int height)
    {
        var path = _folder.File("huge.png");
        File.WriteAllBytes(path, new PngWriter(8, 8, 8, 2, (x, y, _) => x + y) { ClaimedSize = (width, height) }.Write());
        AssertTooLargeWithoutMemory(path);
    }

    [Fact]
    public void Decode_PngOf900MegapixelsInOneMegabyte_IsTooLargeWithoutMemory()
    {
        // Valid in every respect: 30000 rows of 30000 black grayscale pixels of one bit.
        var path = _folder.File("bomb.png");
        var rows = new byte[30_000 * (1 + (30_000 / 8))];
        byte[] Chunk(string type, byte[] data)
        {
            byte[] covered = [.. type.Select(c => (byte)c), .. data];
            return new ByteWriter().Big32((uint)data.Length).Add(covered).Big32(Crc32.Append(0, covered)).ToArray();
        }

        var header = new ByteWriter().Big32(30_000).Big32(30_000).Add(1, 0, 0, 0, 0).ToArray();
        byte[] signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
        File.WriteAllBytes(path, [.. signature, .. Chunk("IHDR", header), .. Chunk("IDAT", PngWriter.Compress(rows)), .. Chunk("IEND", [])]);
        AssertTooLargeWithoutMemory(path);
    }

    [Fact]
    public void Decode_GifHeaderOf65535_IsTooLargeWithoutMemory()
    {
        var bytes = new GifWriter(8, 8, 1, (x, _, _) => (byte)x).Write();
        bytes.AsSpan(6, 4).Fill(0xFF);
        File.WriteAllBytes(_folder.File("huge.gif"), bytes);
        AssertTooLargeWithoutMemory(_folder.File("huge.gif"));
    }

    [Fact]
    public void Decode_FileOverTheByteLimit_IsTooLarge()
    {
        var path = TestPictures.Write(_folder.File("a.jpg"), 300, 200, SKEncodedImageFormat.Jpeg);
        Assert.Equal("IMG_TOO_LARGE", Decoding.Error(path, new ImageDecoderOptions { MaxFileBytes = 1000 })?.Code);
    }

    [Fact]
    public void Decode_LimitsInTheOptions_Hold()
    {
        var path = TestPictures.Write(_folder.File("a.jpg"), 300, 200, SKEncodedImageFormat.Jpeg);
        Assert.Null(Decoding.Error(path, new ImageDecoderOptions { MaxSide = 300, MaxPixels = 60_000 }));
        Assert.Equal("IMG_TOO_LARGE", Decoding.Error(path, new ImageDecoderOptions { MaxSide = 299 })?.Code);
        Assert.Equal("IMG_TOO_LARGE", Decoding.Error(path, new ImageDecoderOptions { MaxPixels = 59_999 })?.Code);
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertTooLargeWithoutMemory(string path)
    {
        // Twice: the first decode of a process loads the native library.
        Decoding.Error(path);
        using var process = Process.GetCurrentProcess();
        var before = process.PeakWorkingSet64;
        Assert.Equal("IMG_TOO_LARGE", Decoding.Error(path)?.Code);
        process.Refresh();
        Assert.InRange(process.PeakWorkingSet64 - before, 0, FiftyMegabytes);
    }
}
