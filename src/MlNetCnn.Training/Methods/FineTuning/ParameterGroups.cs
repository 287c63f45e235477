namespace MlNetCnn.Training;

/// <summary>Sorts the trained weights by how fast they learn: the head fastest, each stage slower than the one behind it.</summary>
internal static class ParameterGroups
{
    private const double AdamRate = 5e-4;
    private const double SgdRate = 5e-3;

    /// <summary>Makes the groups, the head first, and freezes every other weight.</summary>
    /// <param name="module">The network.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="cut">The first node that is trained.</param>
    /// <param name="options">The rates.</param>
    public static IReadOnlyList<ParameterGroup> Make(GraphModule module, NetworkLayout layout, int cut, FineTuningOptions options)
    {
        foreach (var (name, weight) in module.Parameters)
        {
            weight.requires_grad = layout.IsTrained(name, cut);
        }

        var head = options.LearningRate ?? (options.Optimizer == OptimizerKind.Sgd ? SgdRate : AdamRate);
        return
        [
            .. module.Parameters.Where(p => layout.IsTrained(p.Key, cut)).GroupBy(p => layout.StagesBehind(p.Key)).OrderBy(g => g.Key)
                .Select(group => new ParameterGroup(
                    group.Key < 0 ? "head" : $"stage {layout.StageStarts.Count - group.Key}", [.. group],
                    group.Key < 0 ? head : head * options.BackboneLearningRateFactor * Math.Pow(options.LayerDecay, group.Key), options.WeightDecay)),
        ];
    }
}
