namespace MlNetCnn.Training;

/// <summary>The layout of a classifier: its nodes in execution order, its stages, and the places where it can be cut into frozen and trained layers.</summary>
internal sealed class NetworkLayout
{
    private readonly NetworkAnalysis _analysis;
    private readonly string _name;

    /// <summary>Analyzes a classifier.</summary>
    /// <param name="graph">The classifier, nodes sorted: input <c>image</c>, outputs <c>logits</c> and <c>Score</c>.</param>
    /// <param name="name">The classifier's name in error messages.</param>
    /// <param name="width">The width of the input in pixels.</param>
    /// <param name="height">The height of the input in pixels.</param>
    public NetworkLayout(OnnxGraph graph, string name, int width, int height)
    {
        _name = name;
        _analysis = NetworkAnalysis.Of(graph, name, height, width, GraphEditor.Logits);
    }

    /// <summary>The nodes at which training of the last stages can begin, in ascending order from 0.</summary>
    public IReadOnlyList<int> StageStarts => _analysis.TrainingStarts;

    /// <summary>The weight layers (Conv, Gemm, MatMul) before the head.</summary>
    public IReadOnlyList<int> LayerNodes => _analysis.LayerNodes;

    /// <summary>The node that computes the logits.</summary>
    public int HeadNode => _analysis.HeadNode;

    /// <summary>Returns the index of the first trained node.</summary>
    /// <param name="range">The layers to train; not <see cref="LayerRangeKind.Auto"/>.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NO_TENSOR</c>, or <c>UNFREEZE_NOTHING</c>: no layer comes after the tensor.</exception>
    public int CutAt(LayerRange range) => range.Kind switch
    {
        LayerRangeKind.Head => HeadNode,
        LayerRangeKind.Stages when range.Count < StageStarts.Count => StageStarts[^range.Count],
        LayerRangeKind.Layers when range.Count < LayerNodes.Count => LayerNodes[^range.Count],
        LayerRangeKind.From when range.Tensor == GraphEditor.Image => 0,
        LayerRangeKind.From => _analysis.NodeOf(range.Tensor!) is not { } node ? throw NoTensor(range.Tensor!)
            : node < HeadNode ? node + 1
            : throw NothingBehind(range.Tensor!),
        LayerRangeKind.Auto => throw new ArgumentException("The range has not been chosen yet.", nameof(range)),
        _ => 0,
    };

    /// <summary>Returns whether a weight is trained: whether it is first read at the cut or after it.</summary>
    /// <param name="weight">Its name.</param>
    /// <param name="cut">The index of the first trained node.</param>
    public bool IsTrained(string weight, int cut) => _analysis.NodeOfWeight(weight) >= cut;

    /// <summary>Returns the tensors that the trained layers read from the frozen ones; the network's input if nothing is frozen.</summary>
    /// <param name="cut">The index of the first trained node.</param>
    public IReadOnlyList<string> Boundary(int cut) => _analysis.Boundary(cut);

    /// <summary>Returns the shape of a tensor for one image, without the batch axis.</summary>
    /// <param name="tensor">Its name.</param>
    public long[] Shape(string tensor) => [.. _analysis.Shapes.Find(tensor)!.Dims.Skip(1)];

    /// <summary>Returns the number of stages after that of a weight: 0 for the last stage, -1 for the head.</summary>
    /// <param name="weight">Its name.</param>
    public int StagesBehind(string weight)
    {
        var node = _analysis.NodeOfWeight(weight);
        return node >= HeadNode ? -1 : StageStarts.Count(start => start > node);
    }

    /// <summary>Estimates the number of values that the trained layers keep per image for the backward pass.</summary>
    /// <param name="cut">The index of the first trained node.</param>
    public long ActivationCount(int cut) =>
        _analysis.Nodes.Skip(cut).SelectMany(n => n.Output).Distinct().Sum(t => _analysis.Shapes.Find(t)?.ElementCount() ?? 0);

    private MlNetCnnException NothingBehind(string tensor) => new(
        ErrorKind.Usage, ErrorCodes.UnfreezeNothing, $"no layer of '{_name}' comes after the tensor '{tensor}'",
        expected: "a tensor before the head", received: tensor, fix: "use head to train only the head, or choose an earlier tensor");

    private MlNetCnnException NoTensor(string tensor)
    {
        var near = NearestNames.Find(tensor, _analysis.Nodes.SelectMany(n => n.Output).Where(t => t.Length > 0));
        return new MlNetCnnException(
            ErrorKind.Model, ErrorCodes.ModelNoTensor, $"'{_name}' has no tensor '{tensor}'",
            expected: near.Count > 0 ? $"a tensor of the network, for example {string.Join(", ", near.Select(n => $"'{n}'"))}" : "a tensor of the network",
            received: tensor, fix: "use a name that BackboneInspection lists, or use stages:N");
    }
}
