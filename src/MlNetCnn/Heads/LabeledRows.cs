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
}
