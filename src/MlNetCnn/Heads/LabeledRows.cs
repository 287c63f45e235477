namespace MlNetCnn.Heads;

/// <summary>Rows of a feature table and the class of each.</summary>
/// <param name="Rows">Row numbers.</param>
/// <param name="Labels">0-based classes, as many.</param>
internal sealed record LabeledRows(IReadOnlyList<int> Rows, IReadOnlyList<int> Labels)
{
    /// <summary>How many rows.</summary>
    public int Count => Rows.Count;

    /// <summary>These rows, then the other's.</summary>
    public LabeledRows Concat(LabeledRows other) => new([.. Rows, .. other.Rows], [.. Labels, .. other.Labels]);
}
