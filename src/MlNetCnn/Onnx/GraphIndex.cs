using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>The lookup tables of one state of a graph.</summary>
internal sealed class GraphIndex
{
    /// <summary>Reads the graph.</summary>
    /// <param name="graph">The graph.</param>
    public GraphIndex(GraphProto graph)
    {
        foreach (var node in graph.Node)
        {
            foreach (var output in node.Output.Where(o => o.Length > 0))
            {
                Producers[output] = node;
                Names.Add(output);
            }

            foreach (var input in node.Reads().Distinct())
            {
                if (!Consumers.TryGetValue(input, out var readers))
                {
                    Consumers[input] = readers = [];
                }

                readers.Add(node);
                Names.Add(input);
            }
        }

        foreach (var tensor in graph.Initializer)
        {
            Add(tensor);
        }

        Names.UnionWith(graph.Input.Concat(graph.Output).Select(p => p.Name));
    }

    /// <summary>Maps a tensor to the node that computes it.</summary>
    public Dictionary<string, NodeProto> Producers { get; } = new(StringComparer.Ordinal);

    /// <summary>Maps a tensor to the nodes that read it.</summary>
    public Dictionary<string, List<NodeProto>> Consumers { get; } = new(StringComparer.Ordinal);

    /// <summary>Maps a name to its constant.</summary>
    public Dictionary<string, TensorProto> Initializers { get; } = new(StringComparer.Ordinal);

    /// <summary>All names in use.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a constant.</summary>
    /// <param name="tensor">The constant; replaces one of the same name.</param>
    public void Add(TensorProto tensor)
    {
        Initializers[tensor.Name] = tensor;
        Names.Add(tensor.Name);
    }
}
