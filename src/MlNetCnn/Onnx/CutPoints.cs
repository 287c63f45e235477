namespace MlNetCnn.Onnx;

/// <summary>
/// Finds the tensors through which everything passes that a network computes from its image: there is one between two residual blocks,
/// and none inside such a block.
/// </summary>
internal static class CutPoints
{
    /// <summary>Finds the tensors.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">The image.</param>
    /// <param name="target">The tensor that all paths lead to.</param>
    /// <returns>Their names, from the image to the target, excluding both.</returns>
    public static IReadOnlyList<string> Find(OnnxGraph graph, string input, string target)
    {
        var needed = graph.Ancestors([target]);
        var nodes = graph.SortedNodes().Where(node => node.Output.Any(needed.Contains)).ToList();
        var readers = nodes.SelectMany(node => node.Reads().Distinct()).CountBy(name => name).ToDictionary(StringComparer.Ordinal);

        // The tensors computed from the image that are still to be read. If there is only one, everything after it depends on it.
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
