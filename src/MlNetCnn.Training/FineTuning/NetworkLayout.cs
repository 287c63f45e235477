using MlNetCnn.OnnxFormat;

namespace MlNetCnn.Training;

/// <summary>
/// Where a classifier's layers lie: its nodes in the order in which they run, the stages, and the places where it can be cut into a
/// frozen front and a trained rest.
/// </summary>
internal sealed class NetworkLayout
{
    // A bottleneck block widens or narrows its maps in front of the layer that halves them; the narrow place is the one to cut at.
    private const int MaxLayersBack = 2;

    private readonly OnnxGraph _graph;
    private readonly IReadOnlyList<NodeProto> _nodes;
    private readonly Dictionary<string, int> _nodeByTensor = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _nodeByWeight = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _shapes = new(StringComparer.Ordinal);
    private readonly string _name;

    /// <summary>Looks at a classifier.</summary>
    /// <param name="graph">The classifier, nodes sorted: input <c>image</c>, outputs <c>logits</c> and <c>Score</c>.</param>
    /// <param name="weights">The names of its trainable weights.</param>
    /// <param name="name">How it is called in messages.</param>
    /// <param name="width">Width of the input, in pixels.</param>
    /// <param name="height">Height of the input, in pixels.</param>
    public NetworkLayout(OnnxGraph graph, IEnumerable<string> weights, string name, int width, int height)
    {
        (_graph, _name) = (graph, name);
        _nodes = [.. graph.Proto.Node];
        var requested = weights.ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < _nodes.Count; i++)
        {
            foreach (var output in _nodes[i].Output)
            {
                _nodeByTensor[output] = i;
            }

            foreach (var input in _nodes[i].Input.Where(requested.Contains))
            {
                _nodeByWeight.TryAdd(input, i);
            }
        }

        HeadNode = _nodeByTensor[GraphEditor.Logits];
        foreach (var tensor in Measure(graph, name, width, height))
        {
            _shapes[tensor.Name] = tensor;
        }

        LayerNodes = [.. _nodeByWeight.Values.Distinct().Order()
            .Where(i => i != HeadNode && _nodes[i].OpType is "Conv" or "Gemm" or "MatMul")];
        var halvings = StageFinder.Halvings(
            _nodes.SelectMany(n => n.Output).Select(_shapes.GetValueOrDefault).OfType<TensorProto>(), height, width);
        StageStarts = FindStages([.. halvings.Select(stage => _nodeByTensor[stage.Tensor])]);
    }

    /// <summary>The node at which each stage begins, ascending; the first stage begins at 0. A network that halves nothing is one stage.</summary>
    public IReadOnlyList<int> StageStarts { get; }

    /// <summary>The layers with weights in front of the head: convolutions and products of matrices.</summary>
    public IReadOnlyList<int> LayerNodes { get; }

    /// <summary>The node that makes the logits.</summary>
    public int HeadNode { get; }

    /// <summary>The first node that is trained.</summary>
    /// <param name="range">Which layers are trained; not <see cref="LayerRangeKind.Auto"/>.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NO_TENSOR</c>, or <c>UNFREEZE_NOTHING</c>: no layer comes behind the tensor.</exception>
    public int CutAt(LayerRange range) => range.Kind switch
    {
        LayerRangeKind.Head => HeadNode,
        LayerRangeKind.Stages when range.Count < StageStarts.Count => StageStarts[^range.Count],
        LayerRangeKind.Layers when range.Count < LayerNodes.Count => LayerNodes[^range.Count],
        LayerRangeKind.From when range.Tensor == GraphEditor.Image => 0,
        LayerRangeKind.From => !_nodeByTensor.TryGetValue(range.Tensor!, out var node) ? throw NoTensor(range.Tensor!)
            : node < HeadNode ? node + 1
            : throw NothingBehind(range.Tensor!),
        LayerRangeKind.Auto => throw new ArgumentException("the range is not chosen yet", nameof(range)),
        _ => 0,
    };

    /// <summary>Whether a weight is trained: it is read first behind the cut.</summary>
    /// <param name="weight">Its name.</param>
    /// <param name="cut">The first node that is trained.</param>
    public bool IsTrained(string weight, int cut) => _nodeByWeight[weight] >= cut;

    /// <summary>The tensors that the trained part reads from the frozen one; the input of the network where nothing is frozen.</summary>
    /// <param name="cut">The first node that is trained.</param>
    public IReadOnlyList<string> Boundary(int cut) =>
        [.. _nodes.Skip(cut).SelectMany(n => n.Input).Distinct()
            .Where(t => t == GraphEditor.Image || (_nodeByTensor.TryGetValue(t, out var node) && node < cut))];

    /// <summary>The shape of a tensor for one picture, the number of pictures left out.</summary>
    /// <param name="tensor">Its name.</param>
    public long[] Shape(string tensor) => [.. _shapes[tensor].Dims.Skip(1)];

    /// <summary>How many stages lie behind that of a weight: 0 for the last stage, -1 for the head.</summary>
    /// <param name="weight">Its name.</param>
    public int StagesBehind(string weight)
    {
        var node = _nodeByWeight[weight];
        return node >= HeadNode ? -1 : StageStarts.Count(start => start > node);
    }

    /// <summary>Numbers that the trained part keeps of one picture for the way back, about.</summary>
    /// <param name="cut">The first node that is trained.</param>
    public long ActivationCount(int cut) =>
        _nodes.Skip(cut).SelectMany(n => n.Output).Distinct().Sum(t => _shapes.GetValueOrDefault(t) is { } shape ? Count(shape) : 0);

    private static long Count(TensorProto shape) => shape.Dims.Aggregate(1L, (product, size) => product * size);

    private static IEnumerable<TensorProto> Measure(OnnxGraph graph, string name, int width, int height)
    {
        var open = graph.Clone();
        var tensors = open.Proto.Node.SelectMany(n => n.Output.Where(o => o.Length > 0)).ToList();
        open.RemoveOutputs();
        open.Proto.Output.AddRange(tensors.Select(t => new ValueInfoProto { Name = t }));
        open.Changed();
        using var session = GraphRunner.Open(open, name);
        var feed = new Dictionary<string, (float[] Values, long[] Shape)>
        {
            [GraphEditor.Image] = (new float[3 * height * width], [1, 3, height, width]),
        };
        return GraphRunner.Shapes(session, feed, tensors, name).OfType<TensorProto>().ToList();
    }

    private int[] FindStages(IReadOnlyList<int> halvings)
    {
        var starts = new List<int> { 0 };
        foreach (var node in halvings)
        {
            var cut = CheapestCut(node, starts[^1]);

            // A stage without weights, for example a pooling that another halving follows, belongs to the one in front of it.
            if (LayerNodes.Any(layer => layer >= starts[^1] && layer < cut) && LayerNodes.Any(layer => layer >= cut))
            {
                starts.Add(cut);
            }
        }

        return [.. starts];
    }

    private int CheapestCut(int node, int previousStart)
    {
        // Nodes without weights may go to either side, so the cut can lie anywhere up to the next layer.
        var last = LayerNodes.FirstOrDefault(layer => layer >= node, HeadNode);
        var back = LayerNodes.LastOrDefault(layer => layer < node, previousStart);
        var first = LayerNodes.Where(layer => layer < node && layer > previousStart).TakeLast(MaxLayersBack).FirstOrDefault(back);
        return Enumerable.Range(first, last - first + 1).Where(cut => cut > previousStart).Reverse()
            .DefaultIfEmpty(node).MinBy(cut => Boundary(cut).Sum(t => _shapes.TryGetValue(t, out var shape) ? Count(shape) : long.MaxValue / 2));
    }

    private MlNetCnnException NothingBehind(string tensor) => new(
        ErrorKind.Usage, ErrorCodes.UnfreezeNothing, $"no layer of '{_name}' comes behind the tensor '{tensor}'",
        expected: "a tensor in front of the head", received: tensor, fix: "use head for the head alone, or take a tensor further to the front");

    private MlNetCnnException NoTensor(string tensor)
    {
        var near = NearestNames.Find(tensor, _nodeByTensor.Keys.Where(t => t.Length > 0));
        return new MlNetCnnException(
            ErrorKind.Model, ErrorCodes.ModelNoTensor, $"'{_name}' does not make the tensor '{tensor}'",
            expected: near.Count > 0 ? $"a tensor of the network, for example {string.Join(", ", near.Select(n => $"'{n}'"))}" : "a tensor of the network",
            received: tensor, fix: "take a name that BackboneInspection lists, or use stages:N");
    }
}
