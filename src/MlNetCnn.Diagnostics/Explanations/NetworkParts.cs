using MlNetCnn.OnnxFormat;
using DataType = MlNetCnn.OnnxFormat.TensorProto.Types.DataType;

namespace MlNetCnn.Diagnostics;

/// <summary>Divides a network's nodes into stages and what comes behind them.</summary>
internal sealed class NetworkParts
{
    private readonly OnnxGraph _graph;
    private readonly TensorShapes _shapes;
    private readonly List<NodeProto> _nodes;
    private readonly HashSet<string> _counted = new(StringComparer.Ordinal);

    /// <summary>Divides a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="shapes">The shapes of its tensors.</param>
    public NetworkParts(ImageNetwork network, TensorShapes shapes)
    {
        (_graph, _shapes) = (network.Graph, shapes);
        var needed = _graph.Ancestors([network.End]);
        _nodes = [.. _graph.Proto.Node.Where(node => node.Output.Any(needed.Contains))];
        var cuts = CutPoints.Find(_graph, GraphEditor.Image, network.End).ToHashSet(StringComparer.Ordinal);
        var starts = Starts(network.InputHeight, network.InputWidth);
        var stages = new List<NetworkStage>();
        var behind = 0;
        for (var i = 0; i < starts.Count; i++)
        {
            var (start, height, width) = starts[i];
            var end = i + 1 < starts.Count ? starts[i + 1].Node : _nodes.Count;
            var last = LastMaps(start, end, height, width, cuts);
            if (i + 1 == starts.Count)
            {
                end = last + 1;
            }

            stages.Add(Stage(start, end, _nodes[last].Output[0]));
            behind = end;
        }

        Stages = stages;
        HeadOperators = Count(_nodes.Skip(behind), byFrequency: false);
        HeadParameterCount = Parameters(_nodes.Skip(behind));
        FeatureCount = Features(network);
    }

    /// <summary>The stages, from the picture on.</summary>
    public IReadOnlyList<NetworkStage> Stages { get; }

    /// <summary>The operators behind the last feature maps, in order.</summary>
    public IReadOnlyList<OperatorCount> HeadOperators { get; }

    /// <summary>Weights and biases behind the last feature maps.</summary>
    public long HeadParameterCount { get; }

    /// <summary>What the last dense layer reads.</summary>
    public int FeatureCount { get; }

    /// <summary>The node that begins each stage, and the size of the maps there.</summary>
    private List<(int Node, long Height, long Width)> Starts(int inputHeight, int inputWidth)
    {
        var nodeByTensor = _nodes.Index().SelectMany(n => n.Item.Output.Select(output => (output, n.Index)))
            .ToDictionary(n => n.output, n => n.Index, StringComparer.Ordinal);
        var starts = StageFinder.Halvings(_nodes.SelectMany(n => n.Output).Select(_shapes.Find).OfType<TensorProto>(), inputHeight, inputWidth, channelsFirstOnly: true)
            .Select(stage => (Node: nodeByTensor[stage.Tensor], Height: (long)stage.Height, Width: (long)stage.Width)).ToList();

        // Layers that keep the picture's size, as VGG's first ones, are a stage too; normalisation of the pixels is none.
        var first = _nodes.FindIndex(node => IsLayer(node) && node.Output.Any(o => _shapes.Maps(o) is not null));
        if (first >= 0 && _shapes.Maps(_nodes[first].Output[0]) is { } maps && (starts.Count == 0 || first < starts[0].Node))
        {
            starts.Insert(0, (first, maps.Height, maps.Width));
        }

        // A halving without weights, a pooling, belongs to what lies in front of it.
        for (var i = starts.Count - 1; i > 0; i--)
        {
            var end = i + 1 < starts.Count ? starts[i + 1].Node : _nodes.Count;
            if (!_nodes.Take(end).Skip(starts[i].Node).Any(node => IsLayer(node) && _shapes.Maps(node.Output[0]) is not null))
            {
                starts.RemoveAt(i);
            }
        }

        return starts;
    }

    private int LastMaps(int start, int end, long height, long width, HashSet<string> cuts)
    {
        var last = start;
        var isCut = false;
        for (var i = start; i < end; i++)
        {
            // Unpadded convolutions shave borders off within a stage, so sizes need not be equal.
            if (_shapes.Maps(_nodes[i].Output[0]) is { } maps && maps.Height <= height && maps.Width <= width
                && maps.Height > StageFinder.MaxHalvings * height && maps.Width > StageFinder.MaxHalvings * width
                && (!isCut || cuts.Contains(_nodes[i].Output[0])))
            {
                last = i;
                isCut = cuts.Contains(_nodes[i].Output[0]);
            }
        }

        return last;
    }

    private NetworkStage Stage(int start, int end, string tensor)
    {
        var nodes = _nodes.Skip(start).Take(end - start).ToList();
        var (channels, height, width) = _shapes.Maps(tensor) ?? default;
        return new NetworkStage(tensor, channels, height, width, nodes.Count(IsLayer), Parameters(nodes), Count(nodes, byFrequency: true));
    }

    private bool IsLayer(NodeProto node) =>
        node.OpType is "Conv" or "Gemm" or "MatMul" or "ConvTranspose" && node.Input.Skip(1).Any(input => _graph.Initializer(input) is not null);

    private long Parameters(IEnumerable<NodeProto> nodes) => nodes
        .SelectMany(node => node.OpType == "BatchNormalization" ? node.Input.Skip(1).Take(2) : node.Input)
        .Select(_graph.Initializer).OfType<TensorProto>()
        .Where(tensor => tensor.Dims.Count > 0 && tensor.Kind() is DataType.Float or DataType.Double && _counted.Add(tensor.Name))
        .Sum(tensor => tensor.ElementCount());

    private static IReadOnlyList<OperatorCount> Count(IEnumerable<NodeProto> nodes, bool byFrequency)
    {
        // What does nothing once a network is trained is not worth a word.
        var counts = nodes.Where(node => node.OpType is not ("Identity" or "Dropout")).GroupBy(node => node.OpType).Select(group => new OperatorCount(group.Key, group.Count()));
        return [.. byFrequency ? counts.OrderByDescending(o => o.Count).ThenBy(o => o.Operator, StringComparer.Ordinal) : counts];
    }

    private int Features(ImageNetwork network)
    {
        var tensor = network.Card is null ? network.End : _nodes.LastOrDefault(IsLayer)?.Input[0] ?? network.End;
        return (int)(_shapes.Find(tensor)?.ElementCount() ?? 0);
    }
}
