using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Onnx;

/// <summary>
/// The structure of a network: shapes, weights, layers, stages and head. Everything that prints a network or trains a part of it uses this class,
/// so that figures and names are the same everywhere.
/// </summary>
internal sealed class NetworkAnalysis
{
    // A bottleneck block widens or narrows its maps before the layer that halves them; the narrow point is the one to cut at.
    private const int MaxLayersBack = 2;

    private readonly OnnxGraph _graph;
    private readonly Dictionary<string, int> _nodeByTensor = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _nodeByWeight = new(StringComparer.Ordinal);
    private readonly HashSet<string> _needed;
    private readonly int _height;
    private readonly int _width;

    private NetworkAnalysis(OnnxGraph graph, TensorShapes shapes, int height, int width, string? end)
    {
        (_graph, Shapes, _height, _width) = (graph, shapes, height, width);
        Nodes = [.. graph.Proto.Node];
        _needed = end is null ? graph.Ancestors(Nodes.SelectMany(node => node.Output)) : graph.Ancestors([end]);
        var weights = WeightFinder.OfNetwork(graph).Where(_needed.Contains).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < Nodes.Count; i++)
        {
            foreach (var output in Nodes[i].Output)
            {
                _nodeByTensor[output] = i;
            }

            foreach (var input in Nodes[i].Input.Where(weights.Contains))
            {
                _nodeByWeight.TryAdd(input, i);
            }
        }

        HeadNode = end == GraphEditor.Logits ? FindHead() : Nodes.Count;
        LayerNodes = [.. _nodeByWeight.Values.Distinct().Order().Where(i => i != HeadNode && OperatorTraits.IsLayer(Nodes[i].OpType))];
        (Stages, TrainingStarts) = FindStages(end is null ? [] : [.. CutPoints.Find(graph, GraphEditor.Image, end)]);
    }

    /// <summary>The nodes, in execution order; other members use 0-based indices into them.</summary>
    public IReadOnlyList<NodeProto> Nodes { get; }

    /// <summary>The shape of every tensor for one image.</summary>
    public TensorShapes Shapes { get; }

    /// <summary>The layers with weights before the head: convolutions and matrix products.</summary>
    public IReadOnlyList<int> LayerNodes { get; }

    /// <summary>The layer that computes the class scores; after the last node if the network ends in features.</summary>
    public int HeadNode { get; }

    /// <summary>The stages, from the image to the head, at least one.</summary>
    public IReadOnlyList<AnalyzedStage> Stages { get; }

    /// <summary>The nodes at which training of the last stages begins, ascending: the starts of stages, except those where the image itself has
    /// fewer values than the maps, so that nothing would be saved by stopping there. The first is 0.</summary>
    public IReadOnlyList<int> TrainingStarts { get; }

    /// <summary>The number of weights and biases, including the head's, without those added by MlNetCnn.</summary>
    public long ParameterCount => Parameters(0, Nodes.Count);

    /// <summary>Analyzes a network, by running it once on a black image.</summary>
    /// <param name="graph">A graph with the standard image input, constants folded, nodes sorted; not changed.</param>
    /// <param name="name">The name of the network in messages.</param>
    /// <param name="height">The height of the image, in pixels.</param>
    /// <param name="width">The width of the image, in pixels.</param>
    /// <param name="end">Where the network ends: <see cref="GraphEditor.Logits"/>, or the tensor with the features; null to analyze everything.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NOT_RUNNABLE</c> or <c>MODEL_OPERATOR_UNSUPPORTED</c>.</exception>
    public static NetworkAnalysis Of(OnnxGraph graph, string name, int height, int width, string? end) =>
        new(graph, TensorShapes.Measure(graph, height, width, name), height, width, end);

    /// <summary>Returns the node that computes a tensor; null if there is none.</summary>
    /// <param name="tensor">Its name.</param>
    public int? NodeOf(string tensor) => _nodeByTensor.TryGetValue(tensor, out var node) ? node : null;

    /// <summary>Returns the node that first reads a weight.</summary>
    /// <param name="weight">Its name.</param>
    public int NodeOfWeight(string weight) => _nodeByWeight[weight];

    /// <summary>Whether a node contributes to the end of the network.</summary>
    /// <param name="node">The node.</param>
    public bool IsNeeded(int node) => Nodes[node].Output.Any(_needed.Contains);

    /// <summary>Returns the number of weights and biases that are first read by a range of nodes.</summary>
    /// <param name="start">The first node.</param>
    /// <param name="end">The node after the last one.</param>
    public long Parameters(int start, int end) =>
        _nodeByWeight.Where(weight => weight.Value >= start && weight.Value < end).Sum(weight => _graph.Initializer(weight.Key)!.ElementCount());

    /// <summary>Returns the tensors that the nodes from the specified one on read from earlier nodes.</summary>
    /// <param name="cut">The node.</param>
    public IReadOnlyList<string> Boundary(int cut) =>
        [.. Nodes.Skip(cut).SelectMany(n => n.Input).Distinct()
            .Where(t => t == GraphEditor.Image || (_nodeByTensor.TryGetValue(t, out var node) && node < cut))];

    // After the head a calibrated classifier divides by a temperature, and some pool.
    private int FindHead()
    {
        var last = _nodeByTensor[GraphEditor.Logits];
        if (OperatorTraits.IsLayer(Nodes[last].OpType))
        {
            return last;
        }

        var cut = _graph.Clone();
        GraphEditor.CutAt(cut, GraphEditor.Logits);
        return HeadFinder.Find(cut) is { } head ? _nodeByTensor[head.Node.Output[0]] : last;
    }

    private (List<AnalyzedStage> Stages, List<int> TrainingStarts) FindStages(HashSet<string> cuts)
    {
        // The first stage also includes everything before its maps; a network that halves nothing is one stage.
        var trained = new List<int> { 0 };
        var starts = new List<(int Node, StageMaps? First)>
        {
            (0, LayerNodes.Select(layer => Maps(Nodes[layer].Output[0])).FirstOrDefault(maps => maps is not null)),
        };
        var tensors = Nodes.SelectMany(n => n.Output).Select(Shapes.Find).OfType<TensorProto>();
        foreach (var halving in StageMaps.Halvings(tensors, _height, _width))
        {
            var node = _nodeByTensor[halving.Tensor];
            var cut = CheapestCut(node, trained[^1]);
            if (Divides(trained[^1], cut))
            {
                trained.Add(cut);
                starts.RemoveAll(start => start.Node >= cut);
                starts.Add((cut, halving));
                continue;
            }

            // The image itself may have fewer values than the maps of the first layers: stages are not divided there, but training begins there.
            cut = CheapestCut(node, LayerNodes.FirstOrDefault(layer => layer >= starts[^1].Node, node));
            if (Divides(starts[^1].Node, cut))
            {
                starts.Add((cut, halving));
            }
            else if (HasLayers(cut, HeadNode))
            {
                starts[^1] = (starts[^1].Node, halving);
            }
        }

        var stages = starts.Select((start, i) =>
        {
            var end = i + 1 < starts.Count ? starts[i + 1].Node : HeadNode;
            return new AnalyzedStage(start.Node, end, start.First, start.First is null ? null : LastMaps(start.Node, end, start.First, cuts));
        });
        return ([.. stages], trained);

        // A stage without weights, for example a pooling that another halving follows, belongs to the previous one.
        bool Divides(int start, int cut) => HasLayers(start, cut) && HasLayers(cut, HeadNode);

        bool HasLayers(int start, int end) => LayerNodes.Any(layer => layer >= start && layer < end);
    }

    private int CheapestCut(int node, int previousStart)
    {
        // Nodes without weights may belong to either side, so the cut can be anywhere up to the next layer.
        var last = LayerNodes.FirstOrDefault(layer => layer >= node, HeadNode);
        var back = LayerNodes.LastOrDefault(layer => layer < node, previousStart);
        var first = LayerNodes.Where(layer => layer < node && layer > previousStart).TakeLast(MaxLayersBack).FirstOrDefault(back);
        return Enumerable.Range(first, last - first + 1).Where(cut => cut > previousStart).Reverse()
            .DefaultIfEmpty(node).MinBy(cut => Boundary(cut).Sum(t => Shapes.Find(t) is { } shape ? shape.ElementCount() : long.MaxValue / 2));
    }

    private StageMaps LastMaps(int start, int end, StageMaps first, HashSet<string> cuts)
    {
        var all = Nodes.Take(end).Skip(start).Where(node => node.Output.Any(_needed.Contains)).Select(node => Maps(node.Output[0]))
            .OfType<StageMaps>().Where(maps => maps.IsOfStage(first)).ToList();
        return all.LastOrDefault(maps => cuts.Contains(maps.Tensor)) ?? all.LastOrDefault() ?? first;
    }

    private StageMaps? Maps(string tensor) =>
        Shapes.Find(tensor) is { } shape && shape.Kind() == DataType.Float ? StageMaps.Of(shape, _height, _width) : null;
}

/// <summary>A part of a network whose maps have one size. It begins at the point before its first maps where the fewest values pass, which
/// is where training of the stage begins.</summary>
/// <param name="Start">The first node.</param>
/// <param name="End">The node after the last one.</param>
/// <param name="First">The first maps of its size; null in a network without maps.</param>
/// <param name="Last">Its last maps: those through which everything after them passes, if any; null in a network without maps.</param>
internal sealed record AnalyzedStage(int Start, int End, StageMaps? First, StageMaps? Last);
