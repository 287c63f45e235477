namespace MlNetCnn;

/// <summary>A network cut at its features, with our ports on it, proved to run.</summary>
/// <param name="Graph">The feature graph.</param>
/// <param name="Head">The classifier layer that was cut off, or null where the place was given by name.</param>
/// <param name="FeatureTensor">The file's name for the tensor at the cut.</param>
/// <param name="FeatureLength">The number of features.</param>
/// <param name="Width">Width of the pictures, in pixels.</param>
/// <param name="Height">Height of the pictures, in pixels.</param>
internal sealed record FeatureExtract(OnnxGraph Graph, ClassifierHead? Head, string FeatureTensor, int FeatureLength, int Width, int Height)
{
    /// <summary>Makes the feature graph.</summary>
    /// <param name="graph">The network as read from its file; used up.</param>
    /// <param name="name">How the network is called in messages.</param>
    /// <param name="preprocessing">What it expects of its pixels.</param>
    /// <param name="featuresAt">The tensor to take as features, or null for what the head reads.</param>
    /// <param name="inputSize">Height and width where the network leaves them open, or null for the usual size.</param>
    /// <exception cref="MlNetCnnException">The network cannot be used; the code says why.</exception>
    public static FeatureExtract From(
        OnnxGraph graph, string name, Preprocessing preprocessing, string? featuresAt = null, int? inputSize = null)
    {
        var wasHalf = Normalize(graph, name);
        try
        {
            return Cut(graph, name, preprocessing, featuresAt, inputSize);
        }
        catch (MlNetCnnException error) when (wasHalf && error.Code is "MODEL_NOT_RUNNABLE" or "MODEL_OPERATOR_UNSUPPORTED")
        {
            throw new MlNetCnnException(
                FaultKind.Model, "MODEL_FP16", $"'{name}' is a 16-bit network that does not run in 32 bits", expected: "a float32 network",
                received: error.Received, fix: "export the network again in float32", innerException: error);
        }
    }

    /// <summary>Brings every spelling to one: 32-bit floats, no operators older than can be run, constants computed.</summary>
    /// <param name="graph">The network; changed in place.</param>
    /// <param name="name">How the network is called in messages.</param>
    /// <returns>Whether it was a 16-bit network.</returns>
    public static bool Normalize(OnnxGraph graph, string name)
    {
        var wasHalf = HalfPrecision.Widen(graph);
        OpsetUpgrade.ToRunnable(graph);
        ConstantFolding.Fold(graph, name);
        return wasHalf;
    }

    private static FeatureExtract Cut(OnnxGraph graph, string name, Preprocessing preprocessing, string? featuresAt, int? inputSize)
    {
        var head = featuresAt is null ? FindHead(graph, name) : null;
        var tensor = featuresAt ?? head!.Features;
        CheckTensor(graph, name, tensor);
        GraphSurgery.CutAt(graph, tensor);
        graph.RemoveIdentities();
        PadFolding.Fold(graph);

        var port = ImagePort.Find(graph, inputSize);
        BatchAxis.Free(graph, port.Name, port.Batch ?? 1);
        ImageFront.Attach(graph, port, preprocessing.Mean, preprocessing.Std, preprocessing.ChannelOrder == ChannelOrder.Bgr);

        var atCut = FeatureProof.ShapeForOnePicture(graph, name, port.Height, port.Width);
        var length = GraphSurgery.DeliverFeatures(graph, atCut, head?.ChannelsLast ?? false);
        FeatureProof.RunsForAnyNumber(graph, name, port.Height, port.Width, length);
        return new FeatureExtract(graph, head, tensor, length, port.Width, port.Height);
    }

    private static ClassifierHead FindHead(OnnxGraph graph, string name)
    {
        var ends = graph.Proto.Output.Select(o => graph.Producer(o.Name)?.OpType ?? "a constant");
        return HeadFinder.Find(graph) ?? throw new MlNetCnnException(
            FaultKind.Model, "MODEL_NO_HEAD", $"no classifier head was found at the end of '{name}'",
            expected: "a network that ends in Gemm, MatMul or a 1x1 Conv, with perhaps pooling, reshaping or softmax behind it",
            received: $"a network that ends in {string.Join(", ", ends)}",
            fix: "name the tensor that holds the features (featuresAt, on the command line --features-at)");
    }

    private static void CheckTensor(OnnxGraph graph, string name, string tensor)
    {
        if (graph.Producer(tensor) is null)
        {
            throw new MlNetCnnException(
                FaultKind.Model, "MODEL_NO_TENSOR", $"'{name}' computes no tensor named '{tensor}'",
                expected: "the name of a tensor inside the network", received: $"'{tensor}'",
                fix: "take a name from 'mlnetcnn backbones inspect' or from a viewer of ONNX files");
        }
    }
}
