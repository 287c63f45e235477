using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

public sealed class ActivationStoreTests
{
    [Theory]
    [InlineData(true, ScalarType.Float32)]
    [InlineData(false, ScalarType.Float32)]
    [InlineData(true, ScalarType.BFloat16)]
    [InlineData(false, ScalarType.BFloat16)]
    public void Read_WrittenRows_ReturnsThemInTheirType(bool inMemory, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var store = new ActivationCache(5, 1000, type, inMemory, folder.Root);
        var values = randn(5, 1000) * 1000;
        Parallel.For(0, 5, row => store.Write(row, values[row].data<float>().ToArray()));
        int[] rows = [3, 0, 3];
        var read = store.Read(rows);
        Assert.Equal(type, read.dtype);
        Assert.True(read.equal(values[tensor(rows.Select(r => (long)r).ToArray())].to_type(type)).all().item<bool>());

        // A killed process must leave nothing; on Windows the system itself ensures that.
        Assert.Equal(inMemory || !OperatingSystem.IsWindows() ? 0 : 1, Directory.GetFiles(folder.Root).Length);
    }

    [Fact]
    public void Create_WhereNoFileIsPossible_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        var exception = Assert.Throws<MlNetCnnException>(() => new ActivationCache(1, 1, ScalarType.Float32, false, folder.File("file")));
        Assert.Equal(("ENV_NO_ROOM", ErrorKind.Environment), (exception.Code, exception.Kind));
    }

    [Fact]
    public void Dispose_OnDisk_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        var store = new ActivationCache(2, 10, ScalarType.Float32, false, folder.Root);
        store.Write(0, new float[10]);
        store.Dispose();
        Assert.Empty(Directory.GetFiles(folder.Root));
    }
}
