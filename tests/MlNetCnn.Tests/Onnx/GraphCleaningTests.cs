using MlNetCnn.Onnx.Format;
using Xunit;
using AttributeType = MlNetCnn.Onnx.Format.AttributeProto.Types.AttributeType;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Tests;

public sealed class GraphCleaningTests
{
    [Fact]
    public void Sort_ShuffledNodes_PutsProducersFirst()
    {
        var net = TinyNet.WithBody().Classify();
        var order = net.Graph.Proto.Node.Select(n => n.Name).ToList();
        net.Graph.Sort();
        Assert.Equal(order, net.Graph.Proto.Node.Select(n => n.Name));

        net.Graph.SetNodes(net.Graph.Proto.Node.Reverse());
        net.Graph.Sort();
        Assert.Equal(order, net.Graph.Proto.Node.Select(n => n.Name));
    }

    [Fact]
    public void Prune_UnusedNodesAndConstants_AreDropped()
    {
        var net = TinyNet.WithBody();
        var kept = net.Tensor;
        net.Pool().Flatten().GemmHead();
        net.Tensor = kept;
        net.Output("N", TinyNet.Channels, 4, 4);
        net.Graph.Prune();
        Assert.Equal(["Conv", "Relu", "Conv", "Relu"], net.Graph.Proto.Node.Select(n => n.OpType));
        Assert.Equal(4, net.Graph.Proto.Initializer.Count);
        Assert.Null(net.Graph.Initializer("fc.weight"));
    }

    [Fact]
    public void RenameTensor_ReadInsideABranch_IsRenamedThereToo()
    {
        var net = WithBranch();
        net.Graph.RenameTensor("offset", "moved");
        net.Graph.Prune();
        Assert.Equal(["moved"], net.Graph.Proto.Initializer.Select(t => t.Name).Where(n => n is "moved" or "offset"));
        var pixels = Running.Pictures(1, 8, 8);
        Running.AssertClose([.. pixels.Select(p => p + 3)], Running.Run(net.Graph, net.Tensor, "input", pixels, 1, 3, 8, 8));
    }

    [Fact]
    public void Clone_Edited_LeavesTheOriginal()
    {
        var net = TinyNet.WithBody().Output("N", TinyNet.Channels, 4, 4);
        var before = net.Graph.ToBytes();
        var clone = net.Graph.Clone();
        clone.RenameTensor("conv.weight", "other");
        clone.SetMetadata("a", "b");
        clone.Initializer("other")!.SetFloats(new float[4 * 27]);
        Assert.Equal(before, net.Graph.ToBytes());
    }

    [Fact]
    public void FreshName_TakenName_IsNumbered()
    {
        var net = TinyNet.WithBody();
        Assert.Equal("free", net.Graph.FreshName("free"));
        Assert.Equal("conv.weight_2", net.Graph.FreshName("conv.weight"));
    }

    private static TinyNet WithBranch()
    {
        var net = new TinyNet();
        net.Graph.SetInitializer(TensorData.Create("offset", [3f]));
        net.Graph.SetInitializer(TensorData.Create("condition", DataType.Bool, [1]));
        var branch = new GraphProto
        {
            Name = "branch",
            Node = { new NodeProto { OpType = "Add", Name = "add", Input = { "input", "offset" }, Output = { "sum" } } },
            Output = { GraphInputs.Create("sum", DataType.Float, ["N", 3, 8, 8]) },
        };
        net.Graph.AddNode(
            "If", ["condition"], "result",
            new AttributeProto { Name = "then_branch", Type = AttributeType.Graph, G = branch },
            new AttributeProto { Name = "else_branch", Type = AttributeType.Graph, G = branch.Clone() });
        net.Tensor = "result";
        return net.Output("N", 3, 8, 8);
    }
}
