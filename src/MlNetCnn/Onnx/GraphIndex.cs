using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>The look-ups of one state of a graph.</summary>
internal sealed class GraphIndex
{
    /// <summary>Reads the graph once.</summary>
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

    /// <summary>Tensor to the node that makes it.</summary>
    public Dictionary<string, NodeProto> Producers { get; } = new(StringComparer.Ordinal);

    /// <summary>Tensor to the nodes that read it.</summary>
    public Dictionary<string, List<NodeProto>> Consumers { get; } = new(StringComparer.Ordinal);

    /// <summary>Name to constant.</summary>
    public Dictionary<string, TensorProto> Initializers { get; } = new(StringComparer.Ordinal);

    /// <summary>Every name in use.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes a constant up.</summary>
    /// <param name="tensor">The constant; replaces one of the same name.</param>
    public void Add(TensorProto tensor)
    {
        Initializers[tensor.Name] = tensor;
        Names.Add(tensor.Name);
    }
}
