using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Backbones;

/// <summary>A network cut at its features, with our ports on it, proved to run.</summary>
/// <param name="Graph">The feature graph.</param>
/// <param name="Head">The classifier layer that was cut off, or null where the place was given by name.</param>
/// <param name="FeatureTensor">The file's name for the tensor at the cut.</param>
/// <param name="FeatureCount">The number of features.</param>
/// <param name="Width">Width of the pictures, in pixels.</param>
/// <param name="Height">Height of the pictures, in pixels.</param>
[SharedInternal]
internal sealed record FeatureGraphBuilder(OnnxGraph Graph, ClassifierHead? Head, string FeatureTensor, int FeatureCount, int Width, int Height)
{
    /// <summary>What a person should know about where the features are taken, a sentence without its full stop; or null.</summary>
    public string? Note { get; init; }

    /// <summary>Whether the first output of the graph is what the network's own classifier says.</summary>
    public bool HasScores { get; init; }

    /// <summary>Weights and biases of the whole network, its own classifier included.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Makes the feature graph.</summary>
    /// <param name="graph">The network as read from its file; used up.</param>
    /// <param name="name">How the network is called in messages.</param>
    /// <param name="preprocessing">What it expects of its pixels.</param>
    /// <param name="featureTensor">The tensor to take as features, or null for what the head reads or else the end.</param>
    /// <param name="inputSize">Height and width where the network leaves them open, or null for the usual size.</param>
    /// <exception cref="MlNetCnnException">The network cannot be used; the code says why.</exception>
    public static FeatureGraphBuilder From(
        OnnxGraph graph, string name, Preprocessing preprocessing, string? featureTensor = null, int? inputSize = null)
    {
        var wasHalf = Normalize(graph, name);
        try
        {
            return Cut(graph, name, preprocessing, featureTensor, inputSize);
        }
        catch (MlNetCnnException exception) when (wasHalf && exception.Code is ErrorCodes.ModelNotRunnable or ErrorCodes.ModelOperatorUnsupported)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelFp16, $"'{name}' is a 16-bit network that does not run in 32 bits", expected: "a float32 network",
                received: exception.Received, fix: "export the network again in float32", innerException: exception);
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

    /// <summary>Makes the feature graph of a network that is in <see cref="Normalize">its one spelling</see> already.</summary>
    /// <param name="graph">The network; used up.</param>
    /// <param name="name">How the network is called in messages.</param>
    /// <param name="preprocessing">What it expects of its pixels.</param>
    /// <param name="featureTensor">The tensor to take as features, or null for what the head reads or else the end.</param>
    /// <param name="inputSize">Height and width where the network leaves them open, or null for the usual size.</param>
    /// <param name="forComparison">Whether the scores of the network's own classifier, where it has one, stay as an output in front, and
    /// nothing is proved, since it is not yet known how the network wants its pixels.</param>
    /// <exception cref="MlNetCnnException">The network cannot be used; the code says why.</exception>
    public static FeatureGraphBuilder Cut(
        OnnxGraph graph, string name, Preprocessing preprocessing, string? featureTensor, int? inputSize, bool forComparison = false)
    {
        var head = HeadFinder.Find(graph);
        var parameters = WeightFinder.ParameterCount(graph);
        var whole = featureTensor is null && head is null ? graph.Clone() : null;
        var tensor = featureTensor ?? head?.Features ?? HeadlessEnd.Find(graph) ?? throw NoEnd(whole!, name, inputSize);
        CheckTensor(graph, name, tensor);
        var scores = forComparison && head is { IsProjection: false } && head.Output != tensor && NeedsOneInput(graph, head.Output) ? head.Output : null;
        GraphEditor.CutAt(graph, scores is null ? [tensor] : [tensor, scores]);
        graph.RemoveIdentities();
        PadFolding.Fold(graph);

        var port = ImageInputSpec.Find(graph, inputSize);
        BatchAxis.Free(graph, port.Name, port.Batch ?? 1);
        InputNormalization.Attach(graph, port, preprocessing.Mean, preprocessing.Std, preprocessing.ChannelOrder == ChannelOrder.Bgr);

        var atCut = FeatureVerification.ShapeForOneImage(graph, name, port.Height, port.Width);
        if (whole is not null && (!GraphEditor.IsFeatures(atCut) || !HeadlessEnd.IsReduced(atCut, port)))
        {
            throw NoEnd(whole, name, inputSize);
        }

        var isChannelsLast = head?.ChannelsLast ?? (whole is not null && HeadlessEnd.IsChannelsLast(atCut));
        var length = GraphEditor.WriteFeatures(graph, atCut, featureTensor is null && isChannelsLast);
        if (!forComparison)
        {
            FeatureVerification.RunsForAnyNumber(graph, name, port.Height, port.Width, length);
        }

        return new FeatureGraphBuilder(graph, featureTensor is null ? head : null, tensor, length, port.Width, port.Height)
        {
            Note = featureTensor is null ? Describe(name, head, tensor, atCut, length) : null,
            HasScores = scores is not null,
            ParameterCount = parameters,
        };
    }

    private static bool NeedsOneInput(OnnxGraph graph, string tensor)
    {
        var needed = graph.Ancestors([tensor]);
        return graph.Inputs.Count(input => needed.Contains(input.Name)) == 1;
    }

    private static string? Describe(string name, ClassifierHead? head, string tensor, TensorProto atCut, int length)
    {
        name = Path.GetFileName(name);
        if (head is not null)
        {
            return head.IsProjection
                ? $"'{name}' ends in a projection, and the {length} numbers that it reads are the features; featureTensor {head.Output}"
                    + $" takes the embedding of {head.Classes} after it"
                : null;
        }

        var isMap = atCut.Dims is [_, _, _, _] && atCut.Dims.Aggregate(1L, (product, size) => product * size) > length;
        return isMap
            ? $"'{name}' ends in no classifier but in the map '{tensor}' [{string.Join(", ", atCut.Dims.Skip(1))}]: its average over height and width"
                + $" is taken, {length} features"
            : $"'{name}' ends in no classifier: what it gives, '{tensor}', is taken as its {length} features";
    }

    private static MlNetCnnException NoEnd(OnnxGraph graph, string name, int? inputSize)
    {
        var ends = string.Join(", ", graph.Proto.Output.Select(o => $"'{o.Name}' {o.Describe()} (from {graph.Producer(o.Name)?.OpType ?? "a constant"})"));
        var candidates = FeatureCandidate.Find(graph, name, head: null, inputSize);
        return new MlNetCnnException(
            ErrorKind.Model, ErrorCodes.ModelNoHead, $"'{name}' ends neither in a classifier nor in features",
            expected: "a network that ends in Gemm, MatMul or a 1x1 Conv, with perhaps pooling, reshaping or softmax after it; or in one vector, "
                + "or one map of at most a quarter of the image's height and width",
            received: ends,
            fix: "name the tensor that holds the features (featureTensor)"
                + (candidates.Count > 0 ? $"; candidates are {string.Join(", ", candidates)}" : ""));
    }

    private static void CheckTensor(OnnxGraph graph, string name, string tensor)
    {
        if (graph.Producer(tensor) is null)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNoTensor, $"'{name}' computes no tensor named '{tensor}'",
                expected: "the name of a tensor inside the network", received: $"'{tensor}'",
                fix: "take a candidate that BackboneInspection lists, or a name from a viewer of ONNX files");
        }
    }
}
