namespace MlNetCnn.Training;

/// <summary>Groups the trained weights by learning rate: that of the head is the highest, and each stage has a lower one than the stage after it.</summary>
internal static class ParameterGroups
{
    private const double AdamRate = 5e-4;
    private const double SgdRate = 5e-3;

    /// <summary>Creates the groups, the head first, and freezes all other weights.</summary>
    /// <param name="module">The network.</param>
    /// <param name="layout">The layout of the network.</param>
    /// <param name="cut">The index of the first trained node.</param>
    /// <param name="options">The options with the learning rates.</param>
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
