using System.IO.Compression;
using System.Text;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>
/// A dataset is never unpacked, so the content of an archive (a path outside the folder, a link, a zip bomb, a million entries) does no harm.
/// </summary>
public sealed class ArchiveFileTests : IDisposable
{
    private readonly FakePictures _set = new();

    public void Dispose() => _set.Dispose();

    [Theory]
    [InlineData("set.zip")]
    [InlineData("set.tar.gz")]
    [InlineData("SET.ZIP")]
    [InlineData("set.7z")]
    public void Open_NamedAsArchive_SaysToUnpack(string name)
    {
        var exception = Assert.Throws<MlNetCnnException>(() => ImageDataset.Open(_set.File(name)));
        Assert.Equal((ErrorKind.Data, "DATA_IS_ARCHIVE"), (exception.Kind, exception.Code));
        Assert.Contains("unpack it first", exception.Fix);
    }

    [Fact]
    public void Open_ZipWithEntriesThatLeaveTheFolder_IsRefusedUnopened()
    {
        var path = _set.At("set.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach (var name in new[] { "../outside.jpg", "/absolute.jpg", "a/1.jpg", "a/1.jpg" })
            {
                zip.CreateEntry(name);
            }
        }

        Assert.Equal("DATA_IS_ARCHIVE", Assert.Throws<MlNetCnnException>(() => ImageDataset.Open(path)).Code);
        Assert.Equal("DATA_IS_ARCHIVE", Assert.Throws<MlNetCnnException>(() => ImageDataset.FromFolder(path)).Code);
        Assert.Equal("DATA_IS_ARCHIVE", Assert.Throws<MlNetCnnException>(() => ImageDataset.FromTable(path)).Code);
        Assert.Equal(["set.zip"], Directory.GetFileSystemEntries(_set.Root).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("PK\u0003\u0004", ".zip")]
    [InlineData("\u001F\u008B", ".gz")]
    [InlineData("7z\u00BC\u00AF\u0027\u001C", ".7z")]
    [InlineData("Rar!\u001A\u0007", ".rar")]
    [InlineData("BZh91AY&SY", ".bz2")]
    [InlineData("\u00FD7zXZ\0", ".xz")]
    [InlineData("\u0028\u00B5\u002F\u00FD", ".zst")]
    [InlineData("tar", ".tar")]
    public void FromTable_ArchiveNamedCsv_IsDetectedByItsBytes(string head, string kind)
    {
        var path = _set.At("set.csv");
        var bytes = new byte[600];
        Encoding.Latin1.GetBytes(head == "tar" ? new string('x', 257) + "ustar" : head, bytes);
        File.WriteAllBytes(path, bytes);

        Assert.Equal($"a {kind} file", Assert.Throws<MlNetCnnException>(() => ImageDataset.Open(path)).Received);
    }

    [Fact]
    public void Open_FolderNamedAsArchive_IsAFolder()
    {
        _set.File("set.zip/cat/1.jpg");
        _set.File("set.zip/dog/1.jpg");
        Assert.Equal(2, ImageDataset.Open(_set.At("set.zip")).Count);
    }

    [Fact]
    public void FromFolder_ArchiveInAClass_IsAnError()
    {
        _set.File("cat/1.jpg");
        _set.File("dog/1.jpg");
        _set.File("dog/more.zip");
        Assert.Equal("IMG_EXTENSION", Assert.Single(ImageDataset.FromFolder(_set.Root).Errors).Code);
    }
}
