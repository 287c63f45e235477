using System.Text;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Color profiles are ignored, valid or invalid, as in ML.NET.</summary>
public sealed class ColorProfileTests : IDisposable
{
    private const int Side = 48;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Profiles() => ["adobe", "gray", "broken", "empty"];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Decode_JpegWithProfile_EqualsTheOneWithout(string profile)
    {
        var photo = TestJpegs.Photo(Side, Side);
        JpegWriter Encoded(byte[] icc) => new(Side, Side, 3, (x, y, c) => TestJpegs.YCbCr(photo[x, y, 0], photo[x, y, 1], photo[x, y, 2])[c]) { Icc = icc };
        AssertSame(Encoded([]).Write(), Encoded(Profile(profile)).Write());
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Decode_PngWithProfile_EqualsTheOneWithout(string profile)
    {
        var photo = TestJpegs.Photo(Side, Side);
        PngWriter Encoded(params (string, byte[])[] chunks) => new(Side, Side, 8, 2, (x, y, c) => photo[x, y, c]) { Before = chunks };
        byte[] chunk = [.. "name\0\0"u8, .. PngWriter.Compress(Profile(profile))];
        AssertSame(Encoded().Write(), Encoded(("iCCP", chunk)).Write());
        AssertSame(Encoded().Write(), Encoded(("gAMA", [0, 1, 0x86, 0xA0])).Write());
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A profile of a matrix and three curves (ICC.1:2010) with Adobe RGB's primaries, one for gray, and two invalid ones.</summary>
    private static byte[] Profile(string kind) => kind switch
    {
        "adobe" => Assemble("RGB ", [
            ("wtpt", Xyz(0.9505, 1, 1.0891)), ("rXYZ", Xyz(0.6097, 0.3111, 0.0195)), ("gXYZ", Xyz(0.2053, 0.6257, 0.0609)), ("bXYZ", Xyz(0.1492, 0.0632, 0.7446)),
            ("rTRC", Gamma()), ("gTRC", Gamma()), ("bTRC", Gamma())]),
        "gray" => Assemble("GRAY", [("wtpt", Xyz(0.9505, 1, 1.0891)), ("kTRC", Gamma())]),
        "broken" => [.. Assemble("RGB ", [("rXYZ", Xyz(9, 9, 9))]).Select((value, i) => i is > 36 and < 120 ? (byte)0xFF : value)],
        _ => [0],
    };

    private static byte[] Gamma() => [.. "curv"u8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0x33, 0, 0];

    private static byte[] Xyz(params double[] values)
    {
        var tag = new ByteWriter().Add("XYZ "u8).Big32(0);
        foreach (var value in values)
        {
            tag.Big32((uint)(value * 65536));
        }

        return tag.ToArray();
    }

    private static byte[] Assemble(string space, (string Name, byte[] Data)[] tags)
    {
        var table = new ByteWriter().Big32((uint)tags.Length);
        var data = new ByteWriter();
        var start = 128 + 4 + (12 * tags.Length);
        foreach (var (name, content) in tags)
        {
            table.Add(Encoding.ASCII.GetBytes(name)).Big32((uint)(start + data.Length)).Big32((uint)content.Length);
            data.Add(content);
        }

        var header = new ByteWriter().Big32((uint)(start + data.Length)).Big32(0).Big32(0x02100000).Add("mntr"u8).Add(Encoding.ASCII.GetBytes(space))
            .Add("XYZ "u8).Add(new byte[12]).Add("acsp"u8).Add(new byte[28]).Big32(0xF6D6).Big32(0x10000).Big32(0xD32D).Add(new byte[48]);
        return [.. header.ToArray(), .. table.ToArray(), .. data.ToArray()];
    }

    private void AssertSame(byte[] plain, byte[] profiled)
    {
        File.WriteAllBytes(_folder.File("plain"), plain);
        File.WriteAllBytes(_folder.File("profiled"), profiled);
        Assert.True(profiled.Length > plain.Length);
        var pixels = Decoding.Pixels(_folder.File("profiled"));
        Assert.Equal(Decoding.Pixels(_folder.File("plain")), pixels);
        StockPixels.AssertNear(StockPixels.Read(_folder.File("profiled"), Decoding.Side, Decoding.Side, ResizeMode.Crop), pixels);
    }
}
