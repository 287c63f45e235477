using System.Buffers.Binary;
using System.Text;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Chunks of a PNG that do not contribute pixels take no time, however long they are.</summary>
public sealed class PngRemarksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _plain;

    public PngRemarksTests() => _plain = TinyClassifiers.WriteImage(_folder.File("plain.png"));

    [Theory]
    [InlineData("tEXt", 40_000_000)]
    [InlineData("eXIf", 10_000_000)]
    [InlineData("zTXt", 20_000_000)]
    [InlineData("iCCP", 20_000_000)]
    [InlineData("iTXt", 20_000_000)]
    [InlineData("prVt", 20_000_000)]
    public void Decode_LongChunk_GivesThePixelsOfTheFileWithout(string type, int length)
    {
        var path = WithChunk(type, length);
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.Equal(Pixels(_plain, null), Pixels(path, null));
        Assert.Equal(ImageHeader.Size(_plain), ImageHeader.Size(path));

        // Without skipping, each took minutes.
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds < 20);
    }

    [Fact]
    public void Decode_LongPalette_IsPassedOverOrCorruptButEnds() => Assert.Contains(Error(WithChunk("PLTE", 30_000_000)), new[] { null, "IMG_CORRUPT" });

    [Fact]
    public void Decode_OrientationBesideALongText_IsApplied()
    {
        byte[] exif = [.. "MM\0*\0\0\0\u0008"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 3, 0, 0, 0, 0, 0, 0];
        var turned = Insert("turned.png", ("eXIf", exif));
        Assert.NotEqual(Pixels(_plain, null), Pixels(turned, null));
        Assert.Equal(Pixels(turned, null), Pixels(Insert("both.png", ("eXIf", exif), ("tEXt", new byte[1_000_000])), null));
    }

    [Fact]
    public void Read_LongText_LeavesTheFilesOwnBytes()
    {
        var path = WithChunk("tEXt", 1_000_000);
        using var reader = new ImageReader(ImageDecoderOptions.Default, _ => 1);
        Assert.Null(reader.Read(path, out _));
        using var copy = new MemoryStream();
        reader.CopyTo(copy);
        Assert.Equal(File.ReadAllBytes(path), copy.ToArray());
    }

    public void Dispose() => _folder.Dispose();

    private static float[] Pixels(string path, string? code)
    {
        using var decoder = new ImageDecoder(new ImageInput(8, 8, ResizeMode.Crop, 2), ImageDecoderOptions.Default);
        var pixels = new float[decoder.PixelValueCount];
        Assert.Equal(code, decoder.Decode(path, pixels)?.Code);
        return pixels;
    }

    private static string? Error(string path)
    {
        using var decoder = new ImageDecoder(new ImageInput(8, 8, ResizeMode.Crop, 2), ImageDecoderOptions.Default);
        return decoder.Decode(path, new float[decoder.PixelValueCount])?.Code;
    }

    private string WithChunk(string type, int length) => Insert($"{type}.png", (type, new byte[length]));

    private string Insert(string name, params (string Type, byte[] Data)[] chunks)
    {
        // After the signature and IHDR.
        const int Position = 33;
        var plain = File.ReadAllBytes(_plain);
        using var file = File.Create(_folder.File(name));
        file.Write(plain.AsSpan(0, Position));
        Span<byte> number = stackalloc byte[4];
        foreach (var (type, data) in chunks)
        {
            var typeBytes = Encoding.ASCII.GetBytes(type);
            BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
            file.Write(number);
            file.Write(typeBytes);
            file.Write(data);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Append(Crc32.Append(0, typeBytes), data));
            file.Write(number);
        }

        file.Write(plain.AsSpan(Position));
        return _folder.File(name);
    }
}
