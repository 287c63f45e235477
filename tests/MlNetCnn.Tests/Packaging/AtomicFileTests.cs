using Xunit;

namespace MlNetCnn.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Write_NewFileInNewFolder_HoldsTheContent()
    {
        var path = Path.Combine(_folder.Root, "a", "b", "file");
        AtomicFile.Write(path, stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Write_WriterFails_OldFileStaysAndNothingIsLeftBehind()
    {
        var path = _folder.File("file");
        File.WriteAllText(path, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public void Write_DiskFull_IsAnEnvironmentErrorAndOldFileStays()
    {
        var path = _folder.File("file");
        File.WriteAllText(path, "old");
        var error = Assert.Throws<MlNetCnnException>(() => AtomicFile.Write(path, _ => throw new IOException("No space left on device")));
        Assert.Equal((FaultKind.Environment, "OUTPUT_NOT_WRITABLE"), (error.Kind, error.Code));
        Assert.Contains("No space left", error.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public void Write_FileTooLargeForItsFileSystem_IsAnEnvironmentError()
    {
        // No file system holds this many bytes; .NET blames an argument.
        var path = _folder.File("file");
        var error = Assert.Throws<MlNetCnnException>(() => AtomicFile.Write(path, stream => stream.SetLength(long.MaxValue)));
        Assert.Equal((FaultKind.Environment, "OUTPUT_NOT_WRITABLE"), (error.Kind, error.Code));
        Assert.Empty(Directory.GetFiles(_folder.Root));
        Assert.Throws<ArgumentOutOfRangeException>(() => AtomicFile.Write(path, _ => throw new ArgumentOutOfRangeException("count")));
    }

    [Fact]
    public void Write_VerificationFails_OldFileStays()
    {
        var path = _folder.File("file");
        File.WriteAllText(path, "old");
        Assert.Throws<InvalidDataException>(() => AtomicFile.Write(path, stream => stream.Write("new"u8), _ => throw new InvalidDataException()));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public void Write_TargetIsFolder_SaysSo()
    {
        var error = Assert.Throws<MlNetCnnException>(() => AtomicFile.Write(_folder.Root, _ => { }));
        Assert.Equal("OUTPUT_IS_FOLDER", error.Code);
    }

    [Fact]
    public void Write_FolderIsFile_IsAnEnvironmentError()
    {
        File.WriteAllText(_folder.File("file"), "");
        var error = Assert.Throws<MlNetCnnException>(() => AtomicFile.Write(Path.Combine(_folder.File("file"), "x"), _ => { }));
        Assert.Equal((FaultKind.Environment, "OUTPUT_NOT_WRITABLE"), (error.Kind, error.Code));
    }

    public void Dispose() => _folder.Dispose();
}
