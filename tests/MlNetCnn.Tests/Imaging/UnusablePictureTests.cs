using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class UnusablePictureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Decode_EmptyFile_SaysEmpty()
    {
        File.WriteAllBytes(_folder.File("empty.jpg"), []);
        Assert.Equal("IMG_EMPTY", Decoding.Error(_folder.File("empty.jpg"))?.Code);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html><body>404</body></html>", "HTML")]
    [InlineData("just a note", "text")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG")]
    [InlineData("%PDF-1.7 ...", "PDF")]
    [InlineData("II*\0aaaaaaaaaaaa", "TIFF")]
    [InlineData("\0\0\0\u0018ftypavif\0\0\0\0", "AVIF")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0", "HEIC")]
    [InlineData("\0\0\0\u001Cftypmif1\0\0\0\0miafavif....", "AVIF")]
    [InlineData("\0\0\0\u0018ftypmp42\0\0\0\0isommp42", "video")]
    [InlineData("\0\0\u0001\0\u0001\0", "ICO")]
    [InlineData("8BPS\0\u0001", "PSD")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "Git LFS")]
    public void Decode_AnythingElse_SaysWhatItLooksLike(string content, string word)
    {
        File.WriteAllText(_folder.File("photo.jpg"), content);
        var error = Decoding.Error(_folder.File("photo.jpg"));
        Assert.Equal("IMG_UNSUPPORTED", error?.Code);
        Assert.Contains(word, error!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_MissingFileOrFolder_SaysSo()
    {
        Assert.Equal("IMG_NOT_FOUND", Decoding.Error(_folder.File("none.jpg"))?.Code);
        Assert.Equal("IMG_NOT_FOUND", Decoding.Error(_folder.File("none/none.jpg"))?.Code);
        Assert.Equal("IMG_UNSUPPORTED", Decoding.Error(_folder.Root)?.Code);
    }

    [Fact]
    public void Decode_UnreadableFile_IsDenied()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName == "root")
        {
            Assert.Skip("permissions do not bind this user");
            return;
        }

        var path = TestPictures.Write(_folder.File("a.jpg"), 30, 20, SKEncodedImageFormat.Jpeg);
        File.SetUnixFileMode(path, UnixFileMode.None);
        Assert.Equal("IMG_DENIED", Decoding.Error(path)?.Code);
    }

    public void Dispose() => _folder.Dispose();
}
