using Xunit;

namespace MlNetCnn.Tests;

public class CutPointsTests
{
    [Fact]
    public void Find_Chain_IsEveryTensorBetweenImageAndTarget()
    {
        var net = TinyNet.WithBody().Classify();

        Assert.Equal(
            net.Graph.Proto.Node.SkipLast(1).Select(node => node.Output[0]), CutPoints.Find(net.Graph, net.Input, net.Tensor));
    }

    [Fact]
    public void Find_ResidualBlock_LeavesOutWhatIsParallelToTheShortcut()
    {
        var net = TinyNet.WithBody();
        var shortcut = net.Tensor;
        net.Conv(TinyNet.Channels).Node("Relu");
        var inside = net.Tensor;
        net.Node("Add", shortcut);
        var after = net.Tensor;
        net.Classify();

        var cuts = CutPoints.Find(net.Graph, net.Input, net.Tensor);

        Assert.Contains(shortcut, cuts);
        Assert.Contains(after, cuts);
        Assert.DoesNotContain(inside, cuts);
    }

    [Fact]
    public void Find_BranchThatLeadsElsewhere_IsPassedOver()
    {
        var net = TinyNet.WithBody();
        var maps = net.Tensor;
        net.Graph.AddNode("Sigmoid", [maps], "elsewhere");
        net.Graph.SetOutputs("elsewhere");
        net.Classify();

        Assert.Contains(maps, CutPoints.Find(net.Graph, net.Input, net.Tensor));
        Assert.DoesNotContain("elsewhere", CutPoints.Find(net.Graph, net.Input, net.Tensor));
    }
}
