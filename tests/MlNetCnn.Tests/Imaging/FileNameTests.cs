using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>The content of a file determines its format, not its name; a name that implies another format is recorded.</summary>
public sealed class FileNameTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("webp")]
    [InlineData("png")]
    [InlineData("gif")]
    [InlineData("bmp")]
    public void Decode_AnotherFormatNamedJpg_IsDecodedAndNoted(string format)
    {
        var path = Write(format, "photo.JPG");
        Assert.Equal(ImageTraits.WrongExtension, Decoding.Traits(path));
        var named = Write(format, $"photo.{format}");
        Assert.Equal(ImageTraits.None, Decoding.Traits(named));
        Assert.Equal(Decoding.Pixels(named), Decoding.Pixels(path));
    }

    [Theory]
    [InlineData("photo.png", true)]
    [InlineData("photo.heic", true)]
    [InlineData("photo.jpeg", false)]
    [InlineData("photo.txt", false)]
    [InlineData("photo.2023-07-01", false)]
    [InlineData("photo", false)]
    public void Decode_JpegOfAnyName_IsDecoded(string name, bool noted) =>
        Assert.Equal(noted ? ImageTraits.WrongExtension : ImageTraits.None, Decoding.Traits(Write("jpeg", name)));

    public void Dispose() => _folder.Dispose();

    private string Write(string format, string name)
    {
        var path = _folder.File(name);
        switch (format)
        {
            case "gif":
                File.WriteAllBytes(path, new GifWriter(40, 40, 1, (x, _, _) => (byte)x).Write());
                return path;
            case "bmp":
                File.WriteAllBytes(path, new BmpWriter(40, 40, 24, (x, y) => ((byte)x, (byte)y, 7, 255)).Write());
                return path;
            default:
                return TestPictures.Write(path, 40, 40, Enum.Parse<SKEncodedImageFormat>(format, ignoreCase: true));
        }
    }
}
