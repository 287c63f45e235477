namespace MlNetCnn.Training;

/// <summary>
/// Where a classifier's layers lie: its nodes in the order in which they run, the stages, and the places where it can be cut into a
/// frozen front and a trained rest.
/// </summary>
internal sealed class NetworkLayout
{
    private readonly NetworkAnalysis _analysis;
    private readonly string _name;

    /// <summary>Looks at a classifier.</summary>
    /// <param name="graph">The classifier, nodes sorted: input <c>image</c>, outputs <c>logits</c> and <c>Score</c>.</param>
    /// <param name="name">How it is called in messages.</param>
    /// <param name="width">Width of the input, in pixels.</param>
    /// <param name="height">Height of the input, in pixels.</param>
    public NetworkLayout(OnnxGraph graph, string name, int width, int height)
    {
        _name = name;
        _analysis = NetworkAnalysis.Of(graph, name, height, width, GraphEditor.Logits);
    }

    /// <summary>The nodes at which training of the last stages begins, ascending, from 0 on.</summary>
    public IReadOnlyList<int> StageStarts => _analysis.TrainingStarts;

    /// <summary>The layers with weights in front of the head: convolutions and products of matrices.</summary>
    public IReadOnlyList<int> LayerNodes => _analysis.LayerNodes;

    /// <summary>The node that makes the logits.</summary>
    public int HeadNode => _analysis.HeadNode;

    /// <summary>The first node that is trained.</summary>
    /// <param name="range">Which layers are trained; not <see cref="LayerRangeKind.Auto"/>.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NO_TENSOR</c>, or <c>UNFREEZE_NOTHING</c>: no layer comes behind the tensor.</exception>
    public int CutAt(LayerRange range) => range.Kind switch
    {
        LayerRangeKind.Head => HeadNode,
        LayerRangeKind.Stages when range.Count < StageStarts.Count => StageStarts[^range.Count],
        LayerRangeKind.Layers when range.Count < LayerNodes.Count => LayerNodes[^range.Count],
        LayerRangeKind.From when range.Tensor == GraphEditor.Image => 0,
        LayerRangeKind.From => _analysis.NodeOf(range.Tensor!) is not { } node ? throw NoTensor(range.Tensor!)
            : node < HeadNode ? node + 1
            : throw NothingBehind(range.Tensor!),
        LayerRangeKind.Auto => throw new ArgumentException("the range is not chosen yet", nameof(range)),
        _ => 0,
    };

    /// <summary>Whether a weight is trained: it is read first behind the cut.</summary>
    /// <param name="weight">Its name.</param>
    /// <param name="cut">The first node that is trained.</param>
    public bool IsTrained(string weight, int cut) => _analysis.NodeOfWeight(weight) >= cut;

    /// <summary>The tensors that the trained part reads from the frozen one; the input of the network where nothing is frozen.</summary>
    /// <param name="cut">The first node that is trained.</param>
    public IReadOnlyList<string> Boundary(int cut) => _analysis.Boundary(cut);

    /// <summary>The shape of a tensor for one picture, the number of pictures left out.</summary>
    /// <param name="tensor">Its name.</param>
    public long[] Shape(string tensor) => [.. _analysis.Shapes.Find(tensor)!.Dims.Skip(1)];

    /// <summary>How many stages lie behind that of a weight: 0 for the last stage, -1 for the head.</summary>
    /// <param name="weight">Its name.</param>
    public int StagesBehind(string weight)
    {
        var node = _analysis.NodeOfWeight(weight);
        return node >= HeadNode ? -1 : StageStarts.Count(start => start > node);
    }

    /// <summary>Numbers that the trained part keeps of one picture for the way back, about.</summary>
    /// <param name="cut">The first node that is trained.</param>
    public long ActivationCount(int cut) =>
        _analysis.Nodes.Skip(cut).SelectMany(n => n.Output).Distinct().Sum(t => _analysis.Shapes.Find(t)?.ElementCount() ?? 0);

    private MlNetCnnException NothingBehind(string tensor) => new(
        ErrorKind.Usage, ErrorCodes.UnfreezeNothing, $"no layer of '{_name}' comes behind the tensor '{tensor}'",
        expected: "a tensor in front of the head", received: tensor, fix: "use head for the head alone, or take a tensor further to the front");

    private MlNetCnnException NoTensor(string tensor)
    {
        var near = NearestNames.Find(tensor, _analysis.Nodes.SelectMany(n => n.Output).Where(t => t.Length > 0));
        return new MlNetCnnException(
            ErrorKind.Model, ErrorCodes.ModelNoTensor, $"'{_name}' does not make the tensor '{tensor}'",
            expected: near.Count > 0 ? $"a tensor of the network, for example {string.Join(", ", near.Select(n => $"'{n}'"))}" : "a tensor of the network",
            received: tensor, fix: "take a name that BackboneInspection lists, or use stages:N");
    }
}
