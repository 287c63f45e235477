namespace MlNetCnn.Onnx;

/// <summary>
/// Finds the tensors through which everything passes that a network makes of its picture: between two residual blocks there is one,
/// inside such a block there is none.
/// </summary>
internal static class CutPoints
{
    /// <summary>Finds them.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">The picture.</param>
    /// <param name="target">The tensor that all paths lead to.</param>
    /// <returns>Their names, from the picture to the target, both left out.</returns>
    public static IReadOnlyList<string> Find(OnnxGraph graph, string input, string target)
    {
        var needed = graph.Ancestors([target]);
        var nodes = graph.SortedNodes().Where(node => node.Output.Any(needed.Contains)).ToList();
        var readers = nodes.SelectMany(node => node.Reads().Distinct()).CountBy(name => name).ToDictionary(StringComparer.Ordinal);

        // What was made of the picture and is still to be read. A tensor that is there alone carries all that comes after it.
        var live = new HashSet<string>(StringComparer.Ordinal) { input };
        var found = new List<string>();
        foreach (var node in nodes)
        {
            var reads = node.Reads().Distinct().ToList();
            if (!reads.Any(live.Contains))
            {
                continue;
            }

            live.ExceptWith(reads.Where(name => --readers[name] == 0));
            live.UnionWith(node.Output.Where(needed.Contains));
            if (live.Count == 1 && live.Single() is var cut && cut != target && node.Output.Contains(cut))
            {
                found.Add(cut);
            }
        }

        return found;
    }
}
