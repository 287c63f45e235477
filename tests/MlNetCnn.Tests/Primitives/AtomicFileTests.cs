using System.Runtime.Versioning;
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
    public void Write_WriterFails_OldFileStaysAndNothingIsLeftOver()
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
        var exception = Assert.Throws<MlNetCnnException>(() => AtomicFile.Write(path, _ => throw new IOException("No space left on device")));
        Assert.Equal((ErrorKind.Environment, "OUTPUT_NOT_WRITABLE"), (exception.Kind, exception.Code));
        Assert.Contains("No space left", exception.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public void Write_FileTooLargeForItsFileSystem_IsAnEnvironmentError()
    {
        // No file system can store this many bytes; .NET reports an invalid argument.
        var path = _folder.File("file");
        var exception = Assert.Throws<MlNetCnnException>(() => AtomicFile.Write(path, stream => stream.SetLength(long.MaxValue)));
        Assert.Equal((ErrorKind.Environment, "OUTPUT_NOT_WRITABLE"), (exception.Kind, exception.Code));
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
    public void Write_TargetIsFolder_IsRefused()
    {
        var exception = Assert.Throws<MlNetCnnException>(() => AtomicFile.Write(_folder.Root, _ => { }));
        Assert.Equal("OUTPUT_IS_FOLDER", exception.Code);
    }

    [Fact]
    public void Write_FolderIsFile_IsAnEnvironmentError()
    {
        File.WriteAllText(_folder.File("file"), "");
        var exception = Assert.Throws<MlNetCnnException>(() => AtomicFile.Write(Path.Combine(_folder.File("file"), "x"), _ => { }));
        Assert.Equal((ErrorKind.Environment, "OUTPUT_NOT_WRITABLE"), (exception.Kind, exception.Code));
    }

    [Fact]
    public void Write_Link_StaysOneAndItsTargetIsReplaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a right that few accounts have");
        File.WriteAllText(_folder.File("target"), "old");
        File.CreateSymbolicLink(_folder.File("first"), "target");
        File.CreateSymbolicLink(_folder.File("second"), _folder.File("first"));
        AtomicFile.Write(_folder.File("second"), stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(_folder.File("target")));
        Assert.Equal(("target", _folder.File("first")), (new FileInfo(_folder.File("first")).LinkTarget, new FileInfo(_folder.File("second")).LinkTarget));

        File.CreateSymbolicLink(_folder.File("nowhere"), "fresh");
        AtomicFile.Write(_folder.File("nowhere"), stream => stream.Write("made"u8));
        Assert.Equal("made", File.ReadAllText(_folder.File("fresh")));
    }

    [Fact]
    public void Write_CycleOfLinks_IsAnEnvironmentError()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a right that few accounts have");
        File.CreateSymbolicLink(_folder.File("a"), "b");
        File.CreateSymbolicLink(_folder.File("b"), "a");
        var exception = Assert.Throws<MlNetCnnException>(() => AtomicFile.Write(_folder.File("a"), _ => { }));
        Assert.Equal((ErrorKind.Environment, "OUTPUT_NOT_WRITABLE"), (exception.Kind, exception.Code));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Write_OldFile_KeepsItsPermissions()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "permissions of Unix");
        var path = _folder.File("file");
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        AtomicFile.Write(path, stream => stream.Write("new"u8), written =>
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(written)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task WriteText_Pipe_IsWrittenThroughAndABinaryFileRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "named pipes of Unix");
        var path = _folder.File("pipe");
        using (var make = System.Diagnostics.Process.Start("mkfifo", [path]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var read = Task.Run(() => File.ReadAllText(path), TestContext.Current.CancellationToken);
        AtomicFile.WriteText(path, writer => writer.Write("text"));
        Assert.Equal("text", await read);
        Assert.True(SpecialFile.Exists(path));
        var exception = Assert.Throws<MlNetCnnException>(() => AtomicFile.Write(path, stream => stream.Write("new"u8)));
        Assert.Equal((ErrorKind.Environment, "OUTPUT_IS_DEVICE"), (exception.Kind, exception.Code));

        // Only checked, not written: an error here would replace a file of the whole system.
        Assert.True(SpecialFile.Exists("/dev/null"));
        Assert.Equal(["pipe"], Directory.GetFileSystemEntries(_folder.Root).Select(Path.GetFileName));
    }

    public void Dispose() => _folder.Dispose();
}
