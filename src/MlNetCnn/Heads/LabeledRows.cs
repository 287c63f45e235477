namespace MlNetCnn.Heads;

/// <summary>Rows of a feature table and their classes.</summary>
/// <param name="Rows">The row indices.</param>
/// <param name="Labels">The 0-based class of each row.</param>
public sealed record LabeledRows(IReadOnlyList<int> Rows, IReadOnlyList<int> Labels)
{
    /// <summary>No rows.</summary>
    public static LabeledRows Empty { get; } = new([], []);

    /// <summary>The number of rows.</summary>
    public int Count => Rows.Count;

    /// <summary>Returns these rows followed by other rows.</summary>
    /// <param name="other">The other rows, of the same table.</param>
    public LabeledRows Concat(LabeledRows other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new([.. Rows, .. other.Rows], [.. Labels, .. other.Labels]);
    }

    /// <summary>Deals the rows into folds, each class evenly: for each fold, the rows to fit on and the rows to measure on.</summary>
    /// <param name="folds">How many folds, at least 2.</param>
    /// <param name="seed">The seed.</param>
    internal IReadOnlyList<(LabeledRows Train, LabeledRows Validation)> Folds(int folds, int seed)
    {
        var foldOf = new int[Count];
        var random = new SeededRandom(seed);
        var next = 0;
        foreach (var group in Enumerable.Range(0, Count).GroupBy(i => Labels[i]).OrderBy(group => group.Key))
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
            int[] chosen = [.. Enumerable.Range(0, Count).Where(requested)];
            return new LabeledRows([.. chosen.Select(i => Rows[i])], [.. chosen.Select(i => Labels[i])]);
        }
    }
}
