using Xunit;

namespace MlNetCnn.Tests;

/// <summary>The memory that a file can make the checks allocate.</summary>
public sealed class GraphMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void FromFile_ConstantOfAnySize_IsRefusedByName()
    {
        var path = new TinyNet().HugeConstant().Body().Classify().Save(_folder);
        Assert.Equal("MODEL_MEMORY", Assert.Throws<MlNetCnnException>(() => Backbone.FromFile(path, Preprocessing.None)).Code);
    }

    [Fact]
    public void FromFile_MapsOfAnySize_AreRefusedByName()
    {
        var net = new TinyNet();
        var scales = net.Graph.SetInitializer(TensorData.Create("scales", [1f, 1f, 4000f, 4000f], 4));
        net.Named("Resize", "huge", "", scales).Body().Classify();
        Assert.Equal("MODEL_MEMORY", Assert.Throws<MlNetCnnException>(() => Backbone.FromFile(net.Save(_folder), Preprocessing.None)).Code);
    }

    [Theory]
    [InlineData(0L, 2L << 30)]
    [InlineData(1L << 30, 1L << 29)]
    [InlineData(4L << 30, 2L << 30)]
    [InlineData(1L << 40, 2L << 30)]
    public void MaxBytes_IsHalfOfTheMemoryAndNoMoreThanLargeNetworksNeed(long available, long expected) =>
        Assert.Equal(expected, GraphRunner.MaxBytesOf(available));

    public void Dispose() => _folder.Dispose();
}
