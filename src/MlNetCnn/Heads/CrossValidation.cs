namespace MlNetCnn.Heads;

/// <summary>Divides labeled rows into folds, stratified by class, by a seed.</summary>
[SharedInternal]
internal static class CrossValidation
{
    /// <summary>Returns the rows to fit and the rows to evaluate of each fold.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="folds">The number of folds, at least 2.</param>
    /// <param name="seed">The seed.</param>
    public static IReadOnlyList<(LabeledRows Train, LabeledRows Validation)> Folds(LabeledRows rows, int folds, int seed)
    {
        var foldOf = new int[rows.Count];
        var random = new SeededRandom(seed);
        var next = 0;
        foreach (var group in Enumerable.Range(0, rows.Count).GroupBy(i => rows.Labels[i]).OrderBy(group => group.Key))
        {
            int[] members = [.. group];
            random.Shuffle(members);
            foreach (var member in members)
            {
                foldOf[member] = next++ % folds;
            }
        }

        return
        [
            .. Enumerable.Range(0, folds).Select(fold => (Pick(i => foldOf[i] != fold), Pick(i => foldOf[i] == fold))),
        ];

        LabeledRows Pick(Func<int, bool> requested)
        {
            int[] chosen = [.. Enumerable.Range(0, rows.Count).Where(requested)];
            return new LabeledRows([.. chosen.Select(i => rows.Rows[i])], [.. chosen.Select(i => rows.Labels[i])]);
        }
    }
}
