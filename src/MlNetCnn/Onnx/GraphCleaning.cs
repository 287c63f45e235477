using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>Cleans up graphs: sorts nodes, removes unused parts, renames tensors.</summary>
internal static class GraphCleaning
{
    /// <summary>Sorts the nodes topologically, changing the order no more than necessary.</summary>
    /// <param name="graph">The graph; changed in place.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_BROKEN</c>: the graph has a cycle.</exception>
    public static void Sort(this OnnxGraph graph) => graph.SetNodes(graph.SortedNodes());

    /// <summary>Returns the nodes in topological order.</summary>
    /// <param name="graph">The graph.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_BROKEN</c>: the graph has a cycle.</exception>
    public static IReadOnlyList<NodeProto> SortedNodes(this OnnxGraph graph)
    {
        var sorted = new List<NodeProto>(graph.Proto.Node.Count);
        var state = new Dictionary<NodeProto, bool>(ReferenceEqualityComparer.Instance);
        var open = new Stack<(NodeProto Node, IEnumerator<string> Reads)>();
        foreach (var start in graph.Proto.Node)
        {
            Enter(start);
            while (open.TryPeek(out var top))
            {
                if (top.Reads.MoveNext())
                {
                    if (graph.Producer(top.Reads.Current) is { } producer)
                    {
                        Enter(producer);
                    }
                }
                else
                {
                    state[top.Node] = true;
                    sorted.Add(top.Node);
                    open.Pop();
                }
            }
        }

        return sorted;

        void Enter(NodeProto node)
        {
            if (!state.TryGetValue(node, out var done))
            {
                state[node] = false;
                open.Push((node, node.Reads().GetEnumerator()));
            }
            else if (!done)
            {
                throw new MlNetCnnException(
                    ErrorKind.Model, ErrorCodes.ModelBroken, $"the node '{node.Name}' ({node.OpType}) depends on its own result",
                    fix: "export the network again");
            }
        }
    }

    /// <summary>Removes nodes, constants and shape annotations that no output needs; inputs remain.</summary>
    /// <param name="graph">The graph; changed in place.</param>
    public static void Prune(this OnnxGraph graph)
    {
        var needed = graph.Ancestors(graph.Proto.Output.Select(o => o.Name));
        graph.KeepNodes(n => n.Output.Any(needed.Contains));
        var constants = graph.Proto.Initializer.Where(t => needed.Contains(t.Name)).ToList();
        graph.Edit(proto =>
        {
            proto.Initializer.Clear();
            proto.Initializer.AddRange(constants);
            proto.ValueInfo.Clear();
        });
    }

    /// <summary>Returns the specified tensors and all tensors that they are computed from.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="tensors">The tensors' names.</param>
    public static HashSet<string> Ancestors(this OnnxGraph graph, IEnumerable<string> tensors)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(tensors);
        while (open.TryPop(out var tensor))
        {
            if (!found.Add(tensor) || graph.Producer(tensor) is not { } producer)
            {
                continue;
            }

            foreach (var read in producer.Reads())
            {
                open.Push(read);
            }
        }

        return found;
    }

    /// <summary>Makes every node that reads one tensor read another one instead.</summary>
    /// <param name="graph">The graph; changed in place.</param>
    /// <param name="old">The tensor that is read now.</param>
    /// <param name="replacement">The tensor to read instead.</param>
    public static void ReplaceReads(this OnnxGraph graph, string old, string replacement) => graph.Edit(_ =>
    {
        foreach (var node in graph.Consumers(old))
        {
            Replace(node, old, replacement);
        }
    });

    /// <summary>Renames a tensor wherever it occurs: as an output, input, constant or in a declaration.</summary>
    /// <param name="graph">The graph; changed in place.</param>
    /// <param name="old">The tensor's name.</param>
    /// <param name="name">Its new name, which is not in use.</param>
    public static void RenameTensor(this OnnxGraph graph, string old, string name)
    {
        if (graph.Producer(old) is { } producer)
        {
            producer.Output[producer.Output.IndexOf(old)] = name;
        }

        if (graph.Initializer(old) is { } constant)
        {
            constant.Name = name;
        }

        foreach (var port in graph.Proto.Input.Concat(graph.Proto.Output).Where(p => p.Name == old))
        {
            port.Name = name;
        }

        graph.ReplaceReads(old, name);
    }

    /// <summary>Removes <c>Identity</c> nodes, except those that compute an output of the graph.</summary>
    /// <param name="graph">The graph; changed in place.</param>
    public static void RemoveIdentities(this OnnxGraph graph)
    {
        foreach (var node in graph.Proto.Node.Where(n => n.OpType == "Identity" && !graph.IsOutput(n.Output[0])).ToList())
        {
            graph.ReplaceReads(node.Output[0], node.Input[0]);
        }

        graph.KeepNodes(n => n.OpType != "Identity" || graph.IsOutput(n.Output[0]));
    }

    private static void Replace(NodeProto node, string old, string replacement)
    {
        for (var i = 0; i < node.Input.Count; i++)
        {
            if (node.Input[i] == old)
            {
                node.Input[i] = replacement;
            }
        }

        foreach (var subgraph in node.Subgraphs())
        {
            foreach (var inner in subgraph.Node)
            {
                Replace(inner, old, replacement);
            }

            foreach (var output in subgraph.Output.Where(o => o.Name == old))
            {
                output.Name = replacement;
            }
        }
    }
}
