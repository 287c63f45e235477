namespace MlNetCnn.Heads;

/// <summary>Rows of a feature table and the class of each.</summary>
/// <param name="Rows">Row numbers.</param>
/// <param name="Labels">0-based classes, as many.</param>
public sealed record LabeledRows(IReadOnlyList<int> Rows, IReadOnlyList<int> Labels)
{
    /// <summary>No rows.</summary>
    public static LabeledRows Empty { get; } = new([], []);

    /// <summary>How many rows.</summary>
    public int Count => Rows.Count;

    /// <summary>These rows, then the other's.</summary>
    /// <param name="other">The other rows, of the same table.</param>
    public LabeledRows Concat(LabeledRows other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new([.. Rows, .. other.Rows], [.. Labels, .. other.Labels]);
    }
}
