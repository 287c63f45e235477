namespace MlNetCnn.Training;

/// <summary>The nodes that lead from available tensors to requested ones, and the tensors that are no longer needed after each.</summary>
internal sealed class RunPlan
{
    private RunPlan(IReadOnlyList<(GraphNode Node, IReadOnlyList<string> Released)> steps, IReadOnlySet<string> missing)
    {
        Steps = steps;
        Missing = missing;
    }

    /// <summary>The nodes in execution order, each with the tensors that can be released afterwards.</summary>
    public IReadOnlyList<(GraphNode Node, IReadOnlyList<string> Released)> Steps { get; }

    /// <summary>The tensors that are needed but neither available nor computed by a node.</summary>
    public IReadOnlySet<string> Missing { get; }

    /// <summary>Creates a plan.</summary>
    /// <param name="nodes">All nodes, each after the ones whose outputs it reads.</param>
    /// <param name="given">Returns whether a tensor is available: fed, or a constant.</param>
    /// <param name="requested">The tensors to compute.</param>
    public static RunPlan Make(IReadOnlyList<GraphNode> nodes, Func<string, bool> given, IReadOnlyCollection<string> requested)
    {
        var needed = requested.ToHashSet(StringComparer.Ordinal);
        var chosen = new List<GraphNode>();
        for (var i = nodes.Count - 1; i >= 0; i--)
        {
            if (nodes[i].Outputs.Any(o => o.Length > 0 && needed.Contains(o) && !given(o)))
            {
                chosen.Add(nodes[i]);
                needed.UnionWith(nodes[i].Inputs.Where(name => name.Length > 0));
            }
        }

        // "chosen" runs from the last node to the first, so the first reader found is the last to read.
        var kept = requested.ToHashSet(StringComparer.Ordinal);
        var steps = new List<(GraphNode, IReadOnlyList<string>)>();
        foreach (var node in chosen)
        {
            steps.Add((node, [.. node.Inputs.Concat(node.Outputs).Where(name => name.Length > 0 && !given(name) && kept.Add(name))]));
        }

        steps.Reverse();
        var made = chosen.SelectMany(node => node.Outputs).ToHashSet(StringComparer.Ordinal);
        return new RunPlan(steps, needed.Where(name => !given(name) && !made.Contains(name)).ToHashSet(StringComparer.Ordinal));
    }
}
