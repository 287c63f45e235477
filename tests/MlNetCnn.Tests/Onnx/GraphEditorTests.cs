using Xunit;

namespace MlNetCnn.Tests;

public sealed class GraphSurgeryTests
{
    [Fact]
    public void WithLinearHead_AnyWeights_GivesLogitsAndTheirSoftmax()
    {
        var features = Feature();
        float[] weights = [.. Enumerable.Range(0, 3 * TinyNet.Channels).Select(i => i * 0.1f - 1)];
        float[] bias = [0.5f, -0.5f, 0.25f];
        var classifier = GraphEditor.WithLinearHead(features, weights, bias);

        var pixels = Running.Pictures(2, TinyNet.Size, TinyNet.Size);
        var vectors = Running.Run(features, "features", "image", pixels, 2, 3, TinyNet.Size, TinyNet.Size).Chunk(TinyNet.Channels).ToList();
        var logits = vectors
            .SelectMany(v => bias.Select((b, k) => b + v.Zip(weights.Skip(k * TinyNet.Channels), (x, w) => x * w).Sum())).ToArray();
        var scores = logits.Chunk(3).SelectMany(row => row.Select(l => (float)(Math.Exp(l) / row.Sum(r => Math.Exp(r))))).ToArray();

        Running.AssertClose(logits, Running.Run(classifier, "logits", "image", pixels, 2, 3, TinyNet.Size, TinyNet.Size));
        Running.AssertClose(scores, Running.Run(classifier, "Score", "image", pixels, 2, 3, TinyNet.Size, TinyNet.Size));
        Assert.Equal(["logits: float32 [N, 3]", "Score: float32 [N, 3]"], classifier.Proto.Output.Select(o => $"{o.Name}: {o.Describe()}"));
        Assert.Equal("features", Assert.Single(features.Proto.Output).Name);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(TinyNet.Channels * 2, 3)]
    [InlineData(TinyNet.Channels * 2 + 2, 2)]
    public void WithLinearHead_WrongLengths_Throws(int weights, int bias) =>
        Assert.Throws<ArgumentException>(() => GraphEditor.WithLinearHead(Feature(), new float[weights], new float[bias]));

    [Fact]
    public void Append_MatMulThenAdd_EqualsGemm()
    {
        float[] weights = [.. Enumerable.Range(0, 2 * TinyNet.Channels).Select(i => i * 0.01f)];
        var graph = GraphEditor.WithLinearHead(Feature(), weights, [0.1f, 0.2f]);
        GraphEditor.AppendMatMul(graph, GraphEditor.Logits, "turned", [1, 2, 3, 4, 5, 6], 3);
        GraphEditor.AppendAdd(graph, "turned", "moved", [10, 20, 30]);
        GraphEditor.AppendGemm(graph, GraphEditor.Logits, "twin", [1, 4, 2, 5, 3, 6], [10, 20, 30]);
        graph.AddOutput("moved", shape: ["N", 3]);
        graph.AddOutput("twin", shape: ["N", 3]);
        graph.RemoveOutputs(GraphEditor.Score);
        graph.Prune();

        var pixels = Running.Pictures(1, TinyNet.Size, TinyNet.Size);
        float[] Output(string name) => Running.Run(graph, name, "image", pixels, 1, 3, TinyNet.Size, TinyNet.Size);
        Running.AssertClose(Output("twin"), Output("moved"));
        Assert.Equal(["logits", "moved", "twin"], graph.Proto.Output.Select(o => o.Name));
        Assert.DoesNotContain(graph.Proto.Node, n => n.OpType == "Softmax");
    }

    private static OnnxGraph Feature()
    {
        using var folder = new TemporaryFolder();
        return Backbone.FromFile(TinyNet.WithBody().Classify()
            .Save(folder), Preprocessing.ImageNet).FeatureGraph;
    }
}
