namespace MlNetCnn.Diagnostics;

/// <summary>The stages of a network and the operators after them, with their figures.</summary>
internal sealed class NetworkParts
{
    private readonly NetworkAnalysis _analysis;

    /// <summary>Describes a network.</summary>
    /// <param name="analysis">The analysis of the network.</param>
    public NetworkParts(NetworkAnalysis analysis)
    {
        _analysis = analysis;
        var behind = 0;
        var stages = new List<NetworkStage>();
        foreach (var stage in analysis.Stages.Where(stage => stage.Last is not null))
        {
            var layers = analysis.LayerNodes.Where(layer => layer >= stage.Start && layer < stage.End).ToList();

            // Normalization of the pixels before the first layer is not part of a stage, nor is pooling after the last maps.
            var start = stages.Count == 0 ? layers.FirstOrDefault(stage.Start) : stage.Start;
            var end = stage == analysis.Stages[^1] ? Math.Max(analysis.NodeOf(stage.Last!.Tensor) ?? 0, layers.LastOrDefault()) + 1 : stage.End;
            stages.Add(new NetworkStage(
                stage.First!.Tensor, stage.Last!.Tensor, stage.Last.Channels, stage.Last.Height, stage.Last.Width, layers.Count,
                analysis.Parameters(stage.Start, stage.End), Count(start, end, byFrequency: true)));
            behind = end;
        }

        Stages = stages;
        HeadOperators = Count(behind, analysis.Nodes.Count, byFrequency: false);
    }

    /// <summary>The stages in network order; empty if the network has no feature maps.</summary>
    public IReadOnlyList<NetworkStage> Stages { get; }

    /// <summary>The operators after the last feature maps, in order.</summary>
    public IReadOnlyList<OperatorCount> HeadOperators { get; }

    private IReadOnlyList<OperatorCount> Count(int start, int end, bool byFrequency)
    {
        // Operators that do nothing after training are not listed.
        var counts = Enumerable.Range(start, Math.Max(0, end - start)).Where(_analysis.IsNeeded).Select(node => _analysis.Nodes[node])
            .Where(node => node.OpType is not ("Identity" or "Dropout")).GroupBy(node => node.OpType)
                .Select(group => new OperatorCount(group.Key, group.Count()));
        return [.. byFrequency ? counts.OrderByDescending(o => o.Count).ThenBy(o => o.Operator, StringComparer.Ordinal) : counts];
    }
}
