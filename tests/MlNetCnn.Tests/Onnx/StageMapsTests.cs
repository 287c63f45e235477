using MlNetCnn.Onnx.Format;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class StageMapsTests
{
    [Fact]
    public void Halvings_ChannelsLastMaps_AreStagesToo()
    {
        // Like in a window transformer: the first maps by a convolution, all others with their channels last, and windows in between.
        TensorProto[] tensors =
        [
            Tensor("patches", 1, 96, 56, 56), Tensor("turned", 1, 56, 56, 96), Tensor("windows", 64, 49, 96), Tensor("attention", 64, 3, 49, 49),
            Tensor("merged", 1, 28, 28, 192), Tensor("again", 1, 14, 14, 384), Tensor("scores", 16, 12, 7, 7), Tensor("last", 1, 7, 7, 768),
        ];
        var stages = StageMaps.Halvings(tensors, 224, 224);
        Assert.Equal(
            [("patches", 56, 56, 96), ("merged", 28, 28, 192), ("again", 14, 14, 384), ("last", 7, 7, 768)],
            stages.Select(stage => (stage.Tensor, stage.Height, stage.Width, stage.Channels)));
        Assert.Equal([false, true, true, true], stages.Select(stage => stage.ChannelsLast));
    }

    [Fact]
    public void Halvings_ImageThatIsNotSquare_ReadsChannelsFirst()
    {
        var stages = StageMaps.Halvings([Tensor("a", 1, 16, 64, 32), Tensor("b", 1, 30, 31, 15)], 128, 64);
        Assert.Equal([(64, 32, 16), (31, 15, 30)], stages.Select(stage => (stage.Height, stage.Width, stage.Channels)));
    }

    private static TensorProto Tensor(string name, params long[] shape) => new() { Name = name, DataType = 1, Dims = { shape } };
}
