using Xunit;

namespace MlNetCnn.Training.Tests;

/// <summary>The core finds the features of published networks whose last layer was removed.</summary>
public sealed class HeadlessTests
{
    public static TheoryData<string, int, bool, bool> Published()
    {
        var networks = new TheoryData<string, int, bool, bool>();
        foreach (var (name, features) in new[] { ("resnet50", 2048), ("mobilenet-v2", 1280) })
        {
            networks.Add(name, features, true, false);
            networks.Add(name, features, false, false);
            networks.Add(name, features, true, true);
        }

        return networks;
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void FromFile_PublishedNetworkWithoutItsLastLayer_UsesItsEnd(string name, int features, bool foldsNormalization, bool endsInAMap)
    {
        var graph = CnnNetworks.Get(name).Build(new CnnBuilder(1000, 224, 224)).Build();
        if (foldsNormalization)
        {
            Assert.NotEqual(0, BatchNormFolding.Fold(graph));
        }

        var end = endsInAMap
            ? graph.Proto.Node.Last(n => n.OpType is "GlobalAveragePool" or "ReduceMean").Input[0] : HeadFinder.Find(graph)!.Features;
        GraphEditor.CutAt(graph, end);
        using var folder = new TemporaryFolder();
        var backbone = Backbone.FromFile(folder.Write("headless.onnx", graph.ToBytes()), Preprocessing.ImageNet);
        Assert.Equal((features, end, null), (backbone.FeatureCount, backbone.FeatureTensor, backbone.HeadNode));
        Assert.Contains(endsInAMap ? "average over height and width" : "is used as its", backbone.FeatureNote);
        Running.AssertPorts(backbone);
    }
}
