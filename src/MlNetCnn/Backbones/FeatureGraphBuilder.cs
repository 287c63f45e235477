using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Backbones;

/// <summary>A network cut at its features, with the standard input and output, verified to run.</summary>
/// <param name="Graph">The feature graph.</param>
/// <param name="Head">The classifier layer that was removed, or null if the features were specified by name.</param>
/// <param name="FeatureTensor">The name in the file of the tensor at the cut.</param>
/// <param name="FeatureCount">The number of features.</param>
/// <param name="Width">The width of the images, in pixels.</param>
/// <param name="Height">The height of the images, in pixels.</param>
[SharedInternal]
internal sealed record FeatureGraphBuilder(OnnxGraph Graph, ClassifierHead? Head, string FeatureTensor, int FeatureCount, int Width, int Height)
{
    /// <summary>A note for users about the choice of the features, a sentence without the final period; or null.</summary>
    public string? Note { get; init; }

    /// <summary>Whether the first output of the graph is the output of the network's own classifier.</summary>
    public bool HasScores { get; init; }

    /// <summary>The number of weights and biases of the whole network, including its own classifier.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Builds the feature graph.</summary>
    /// <param name="graph">The network as read from its file; modified and not usable afterwards.</param>
    /// <param name="name">The name of the network in messages.</param>
    /// <param name="preprocessing">The preprocessing of pixels that it expects.</param>
    /// <param name="featureTensor">The tensor to use as features, or null for the input of the head or else the end.</param>
    /// <param name="inputSize">The height and width if the network does not fix them, or null for the default size.</param>
    /// <exception cref="MlNetCnnException">The network cannot be used; the code identifies the reason.</exception>
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

    /// <summary>Converts a network to the canonical form: 32-bit floats, only operators that can be run, constants folded.</summary>
    /// <param name="graph">The network; changed in place.</param>
    /// <param name="name">The name of the network in messages.</param>
    /// <returns>Whether it was a 16-bit network.</returns>
    public static bool Normalize(OnnxGraph graph, string name)
    {
        var wasHalf = HalfPrecision.Widen(graph);
        OpsetUpgrade.ToRunnable(graph);
        ConstantFolding.Fold(graph, name);
        return wasHalf;
    }

    /// <summary>Builds the feature graph of a network that is already in the <see cref="Normalize">canonical form</see>.</summary>
    /// <param name="graph">The network; modified and not usable afterwards.</param>
    /// <param name="name">The name of the network in messages.</param>
    /// <param name="preprocessing">The preprocessing of pixels that it expects.</param>
    /// <param name="featureTensor">The tensor to use as features, or null for the input of the head or else the end.</param>
    /// <param name="inputSize">The height and width if the network does not fix them, or null for the default size.</param>
    /// <param name="forComparison">Whether the scores of the network's own classifier, if it has one, remain as the first output, and
    /// nothing is verified, since the preprocessing is not known yet.</param>
    /// <exception cref="MlNetCnnException">The network cannot be used; the code identifies the reason.</exception>
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
                ? $"'{name}' ends in a projection, and its {length} inputs are used as the features; featureTensor {head.Output}"
                    + $" selects the embedding of {head.Classes} after it"
                : null;
        }

        var isMap = atCut.Dims is [_, _, _, _] && atCut.Dims.Aggregate(1L, (product, size) => product * size) > length;
        return isMap
            ? $"'{name}' does not end in a classifier but in the map '{tensor}' [{string.Join(", ", atCut.Dims.Skip(1))}]: its average over height and width"
                + $" is used, {length} features"
            : $"'{name}' does not end in a classifier: its output '{tensor}' is used as its {length} features";
    }

    private static MlNetCnnException NoEnd(OnnxGraph graph, string name, int? inputSize)
    {
        var ends = string.Join(", ", graph.Proto.Output.Select(o => $"'{o.Name}' {o.Describe()} (from {graph.Producer(o.Name)?.OpType ?? "a constant"})"));
        var candidates = FeatureCandidate.Find(graph, name, head: null, inputSize);
        return new MlNetCnnException(
            ErrorKind.Model, ErrorCodes.ModelNoHead, $"'{name}' ends neither in a classifier nor in features",
            expected: "a network that ends in Gemm, MatMul or a 1x1 Conv, possibly followed by pooling, reshaping or softmax; or in one vector, "
                + "or one map of at most a quarter of the image's height and width",
            received: ends,
            fix: "specify the tensor that contains the features (featureTensor)"
                + (candidates.Count > 0 ? $"; candidates are {string.Join(", ", candidates)}" : ""));
    }

    private static void CheckTensor(OnnxGraph graph, string name, string tensor)
    {
        if (graph.Producer(tensor) is null)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNoTensor, $"'{name}' has no tensor named '{tensor}'",
                expected: "the name of a tensor inside the network", received: $"'{tensor}'",
                fix: "use a candidate that BackboneInspection lists, or find a name with a viewer of ONNX files");
        }
    }
}
