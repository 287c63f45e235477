using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Testing;

/// <summary>Builds an untrained network of a few hundred bytes for 8x8 images.</summary>
internal static class TinyClassifier
{
    private const int Size = 8;
    private const int Features = 3;

    /// <summary>The graph up to its features, in the form of a backbone.</summary>
    public static OnnxGraph FeatureGraph()
    {
        var graph = new OnnxGraph(new ModelProto { IrVersion = 7, Graph = new GraphProto { Name = "tiny" } });
        graph.SetOpset(13);
        graph.SetInputs(GraphInputs.Create("image", DataType.Float, ["N", 3, Size, Size]));
        var weights = Enumerable.Range(0, Features * 3 * 9).Select(i => (i % 7) - 3f).ToArray();
        var weight = graph.SetInitializer(TensorData.Create("weight", weights.AsSpan(), Features, 3, 3, 3));
        graph.AddNode("Conv", ["image", weight], "conv", [NodeAttributes.Of("kernel_shape", [3, 3])]);
        graph.AddNode("Relu", ["conv"], "relu", []);
        graph.AddNode("GlobalAveragePool", ["relu"], "pool", []);
        graph.AddNode("Flatten", ["pool"], GraphEditor.Features, [NodeAttributes.Of("axis", 1)]);
        graph.AddOutput(GraphEditor.Features, DataType.Float, ["N", Features]);
        return graph;
    }

    /// <summary>The graph with a head and a model card, as saved by training.</summary>
    public static TrainedClassifier Create()
    {
        var graph = GraphEditor.WithLinearHead(FeatureGraph(), [1, 2, 3, 4, 5, 6], [0, 1]);
        var card = new ModelCard
        {
            ClassNames = ["cat", "dog"],
            Method = "features",
            Preprocessing = Preprocessing.None.ToString(),
            InputWidth = Size,
            InputHeight = Size,
            Resize = ResizeMode.Crop,
            ResizeFactor = 2,
            Seed = 1,
        };
        return new TrainedClassifier(graph, card);
    }
}
