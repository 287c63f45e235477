using Xunit;

namespace MlNetCnn.Tests;

/// <summary>What a file may make the checks allocate.</summary>
public sealed class GraphMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void FromFile_ConstantOfAnySize_IsRefusedByName()
    {
        var net = new TinyNet();
        net.Constant("size", TensorData.Create("size", [60_000L, 60_000L], 2));
        net.Graph.AddNode("ConstantOfShape", ["size"], "huge");
        net.Graph.AddNode("ReduceMean", ["huge"], "mean", NodeAttributes.Of("keepdims", 0));
        net.Node("Add", "mean").Body().Classify();
        var path = net.Save(_folder);
        Assert.Equal("MODEL_MEMORY", Assert.Throws<MlNetCnnException>(() => Backbone.FromFile(path, Preprocessing.None)).Code);
        Assert.Contains(BackboneInspection.Inspect(path).Problems, problem => problem.Code == "MODEL_MEMORY");
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
