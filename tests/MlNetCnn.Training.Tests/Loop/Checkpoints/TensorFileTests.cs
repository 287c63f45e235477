using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

public sealed class TensorFileTests
{
    private static readonly Dictionary<string, string> Words = new() { ["epoch"] = "3", ["names"] = "Löwe \"x\"\n" };

    [Fact]
    public void Read_Written_ReturnsEverything()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var tensors = Tensors();
        var path = folder.File("a.safetensors");
        TensorFile.Write(path, Words, tensors);
        using var content = TensorFile.Read(path);
        Assert.Equal(Words, content.Metadata);
        Assert.Equal(tensors.Select(tensor => tensor.Key).Order(StringComparer.Ordinal), content.Tensors.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, expected) in tensors)
        {
            var actual = content.Tensors[name];
            Assert.Equal(expected.dtype, actual.dtype);
            Assert.Equal(expected.shape, actual.shape);
            Assert.True(actual.is_contiguous());
            Assert.True(expected.equal(actual).all().item<bool>(), name);
        }
    }

    [Fact]
    public void Write_ChannelsLast_FollowsTheFormat()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var path = folder.File("a.safetensors");
        var values = arange(24, dtype: ScalarType.Float32).reshape(1, 2, 3, 4);
        TensorFile.Write(path, Words, [KeyValuePair.Create("w", TorchTensors.ChannelsLast(values))]);
        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        var entry = header.RootElement.GetProperty("w");
        Assert.Equal("F32", entry.GetProperty("dtype").GetString());
        Assert.Equal([1, 2, 3, 4], entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
        Assert.Equal([0, 96], entry.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32()));
        Assert.Equal(0, length % 8);
        Assert.Equal(Enumerable.Range(0, 24), Enumerable.Range(0, 24).Select(i => (int)BitConverter.ToSingle(bytes, 8 + length + (4 * i))));
    }

    [Fact]
    public void Write_TwiceTheSame_GivesEqualBytes()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var (first, second) = (folder.File("a"), folder.File("b"));
        var tensors = Tensors();
        TensorFile.Write(first, Words, tensors);
        TensorFile.Write(second, Words, tensors);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public void Read_AnyByteFlipped_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var (path, bytes) = Small(folder);
        for (var i = 0; i < bytes.Length; i++)
        {
            var broken = (byte[])bytes.Clone();
            broken[i] ^= 1;
            File.WriteAllBytes(path, broken);
            AssertBroken(path);
        }
    }

    [Fact]
    public void Read_TruncatedAnywhereOrLengthened_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var (path, bytes) = Small(folder);
        for (var length = 0; length < bytes.Length; length += 3)
        {
            File.WriteAllBytes(path, bytes[..length]);
            AssertBroken(path);
        }

        File.WriteAllBytes(path, [.. bytes, 0]);
        AssertBroken(path);
    }

    [Theory]
    [InlineData("PK and the rest of an archive")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"__metadata__":{"checksum":"00"}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"__metadata__":{},"w":{"dtype":"F99","shape":[0],"data_offsets":[0,0]}}""")]
    [InlineData("""{"__metadata__":{},"w":{"dtype":"F32","shape":[0],"data_offsets":[]}}""")]
    [InlineData("""{"__metadata__":{},"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,0]}}""")]
    [InlineData("""{"__metadata__":{},"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""")]
    [InlineData("""{"__metadata__":{},"w":{"dtype":"F32","shape":[0,9000000000000000000],"data_offsets":[0,0]}}""")]
    [InlineData("""{"__metadata__":{},"w":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"w":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""")]
    public void Read_ForeignHeader_IsRefused(string header)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a");
        var text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        File.WriteAllBytes(path, [.. length, .. text]);
        AssertBroken(path);
    }

    [Fact]
    public void Read_NoFile_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var exception = Assert.Throws<MlNetCnnException>(() => TensorFile.Read(folder.File("none")));
        Assert.Equal((ErrorKind.Environment, "CHECKPOINT_NOT_READABLE"), (exception.Kind, exception.Code));
    }

    [Fact]
    public void Write_SameNameOrUnknownType_IsRefusedAndKeepsTheOldFile()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var path = folder.File("a");
        TensorFile.Write(path, Words, []);
        var one = KeyValuePair.Create("w", ones(1));
        Assert.Throws<ArgumentException>(() => TensorFile.Write(path, Words, [one, one]));
        Assert.Throws<ArgumentException>(() => TensorFile.Write(path, Words, [KeyValuePair.Create("w", ones(1).to_type(ScalarType.ComplexFloat32))]));
        using var content = TensorFile.Read(path);
        Assert.Empty(content.Tensors);
        Assert.Equal("3", content.Metadata["epoch"]);
    }

    [Fact]
    public void WriteAndRead_Often_KeepNoTensors()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var weight = TorchTensors.ChannelsLast(ones(2, 3, 4, 4));
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        var path = folder.File("a");
        TensorFile.Write(path, Words, [KeyValuePair.Create("w", weight)]);
        using (var content = TensorFile.Read(path))
        {
            Assert.Single(content.Tensors);
            Assert.Equal(before + 1, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        AssertBroken(path);
        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    private static void AssertBroken(string path)
    {
        var exception = Assert.Throws<MlNetCnnException>(() => TensorFile.Read(path));
        Assert.Equal((ErrorKind.Data, "CHECKPOINT_BROKEN"), (exception.Kind, exception.Code));
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        Assert.NotNull(exception.Fix);
    }

    private static (string Path, byte[] Bytes) Small(TemporaryFolder folder)
    {
        using var scope = NewDisposeScope();
        var path = folder.File("small");
        var (weight, count) = (arange(6, dtype: ScalarType.Float32), ones(1, dtype: ScalarType.Int64));
        TensorFile.Write(path, Words, [KeyValuePair.Create("w", weight), KeyValuePair.Create("n", count)]);
        return (path, File.ReadAllBytes(path));
    }

    private static List<KeyValuePair<string, Tensor>> Tensors() =>
    [
        KeyValuePair.Create("conv", TorchTensors.ChannelsLast(rand(4, 3, 3, 3))),
        KeyValuePair.Create("half", rand(5).to_type(ScalarType.BFloat16)),
        KeyValuePair.Create("count", tensor(123456789012345L)),
        KeyValuePair.Create("empty", zeros(0, 3)),
        KeyValuePair.Create("turned", rand(3, 5).t()),
        KeyValuePair.Create("trained", rand(2).requires_grad_()),
        KeyValuePair.Create("double", rand(2, dtype: ScalarType.Float64)),
        KeyValuePair.Create("flags", tensor(new[] { true, false })),
    ];
}
