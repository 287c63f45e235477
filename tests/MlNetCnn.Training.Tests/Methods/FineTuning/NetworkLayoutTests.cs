using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class NetworkLayoutTests
{
    [Fact]
    public void Stages_OfPlainNetwork_BeginWhereMapsHalve()
    {
        var (graph, layout) = Of(new NetBuilder(32).ConvNorm(8, 3, 2).Relu().ConvNorm(16, 3, 2).Relu().ConvNorm(16, 3).Relu().ConvNorm(32, 3, 2).Relu());
        Assert.Equal(3, layout.StageStarts.Count);
        Assert.Equal(4, layout.LayerNodes.Count);
        var last = layout.CutAt(LayerRange.LastStages(1));
        Assert.Equal(layout.LayerNodes[3], last);
        Assert.Equal([16L, 8, 8], layout.Shape(Assert.Single(layout.Boundary(last))));
        Assert.Equal(layout.LayerNodes[1], layout.CutAt(LayerRange.LastStages(2)));
        Assert.Equal(0, layout.CutAt(LayerRange.LastStages(3)));
        Assert.Equal(0, layout.CutAt(LayerRange.LastStages(9)));
        Assert.Equal(["image"], layout.Boundary(0));
        Assert.Equal(layout.LayerNodes[2], layout.CutAt(LayerRange.LastLayers(2)));
        Assert.Equal(["features"], layout.Boundary(layout.CutAt(LayerRange.Head)));
        Assert.Equal(-1, layout.StagesBehind("head.weight"));
        Assert.Equal(0, layout.StagesBehind(graph.Proto.Node[layout.LayerNodes[3]].Input[1]));
        Assert.Equal(2, layout.StagesBehind(graph.Proto.Node[layout.LayerNodes[0]].Input[1]));
    }

    [Fact]
    public void Cut_OfInvertedBottlenecks_IsWhereMapsAreNarrow()
    {
        // As in MobileNetV2: the layer that widens is before the one that halves; cutting between them would keep six times as much.
        var net = new NetBuilder(32).ConvNorm(8, 3, 2).Relu();
        net.ConvNorm(48, 1).Relu().ConvNorm(48, 3, 2, groups: 48).Relu().ConvNorm(12, 1);
        net.ConvNorm(72, 1).Relu().ConvNorm(72, 3, 2, groups: 72).Relu().ConvNorm(16, 1);
        var (_, layout) = Of(net);
        Assert.Equal([12L, 8, 8], layout.Shape(Assert.Single(layout.Boundary(layout.CutAt(LayerRange.LastStages(1))))));
    }

    [Fact]
    public void Stages_OfResNet50_AreFiveAndTheLastReadsOneTensor()
    {
        var (_, layout) = Of(Networks.Make("ResNet-50"));
        Assert.Equal(5, layout.StageStarts.Count);
        Assert.Equal([4L, 4], layout.Shape(Assert.Single(layout.Boundary(layout.CutAt(LayerRange.LastStages(1)))))[1..]);
    }

    [Fact]
    public void CutAt_TensorAfterTheLastLayer_IsRefusedAndTheInputMeansAll()
    {
        var (_, layout) = Of(new NetBuilder(32).ConvNorm(8, 3, 2).Relu());
        foreach (var tensor in new[] { "logits", "Score" })
        {
            Assert.Equal("UNFREEZE_NOTHING", Assert.Throws<MlNetCnnException>(() => layout.CutAt(LayerRange.From(tensor))).Code);
        }

        Assert.Equal(0, layout.CutAt(LayerRange.From("image")));
        Assert.Equal(layout.HeadNode, layout.CutAt(LayerRange.From("features")));
    }

    [Fact]
    public void CutAt_UnknownTensor_ProposesOthers()
    {
        var (_, layout) = Of(new NetBuilder(32).ConvNorm(8, 3, 2).Relu());
        var exception = Assert.Throws<MlNetCnnException>(() => layout.CutAt(LayerRange.From("t9")));
        Assert.Equal("MODEL_NO_TENSOR", exception.Code);
    }

    private static (OnnxGraph Graph, NetworkLayout Layout) Of(NetBuilder net) => Of(net.Classify());

    private static (OnnxGraph Graph, NetworkLayout Layout) Of(OnnxGraph network)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("net.onnx");
        File.WriteAllBytes(path, network.ToBytes());
        var backbone = Backbone.FromFile(path, Preprocessing.ImageNet);
        var head = GraphEditor.WithLinearHead(backbone.FeatureGraph, new float[3 * backbone.FeatureCount], new float[3]);
        using var module = new GraphModule(head, "net");
        return (module.Graph, new NetworkLayout(module.Graph, backbone.Name, backbone.InputWidth, backbone.InputHeight));
    }
}
