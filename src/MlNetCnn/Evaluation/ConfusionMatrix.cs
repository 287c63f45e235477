namespace MlNetCnn.Evaluation;

/// <summary>
/// Counts how often images of one class (the row) are predicted as another (the column). Only nonzero cells take memory, so thousands of classes fit.
/// </summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class ConfusionMatrix
{
    private readonly IReadOnlyDictionary<(int True, int Predicted), int> _cells;

    /// <summary>Creates a matrix from counts.</summary>
    /// <param name="classNames">The classes.</param>
    /// <param name="cells">The nonzero counts.</param>
    internal ConfusionMatrix(IReadOnlyList<string> classNames, IReadOnlyDictionary<(int True, int Predicted), int> cells)
    {
        ClassNames = classNames;
        _cells = cells;
    }

    /// <summary>The classes, in the order of rows and columns.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The number of images of one class that are predicted as another.</summary>
    /// <param name="trueClass">The true class, an index into <see cref="ClassNames"/>.</param>
    /// <param name="predictedClass">The predicted class, an index into <see cref="ClassNames"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class does not exist.</exception>
    public int this[int trueClass, int predictedClass]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(trueClass);
            ArgumentOutOfRangeException.ThrowIfNegative(predictedClass);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(trueClass, ClassNames.Count);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(predictedClass, ClassNames.Count);
            return _cells.GetValueOrDefault((trueClass, predictedClass));
        }
    }

    /// <summary>The nonzero cells.</summary>
    /// <value>In the order of rows, then columns.</value>
    public IEnumerable<ConfusionCell> NonZero =>
        _cells.OrderBy(cell => cell.Key).Select(cell => new ConfusionCell(cell.Key.True, cell.Key.Predicted, cell.Value));

    /// <summary>Returns the most frequent errors.</summary>
    /// <param name="count">The maximum number of cells, at least 0.</param>
    /// <returns>The most frequent first, ties in the order of rows, then columns.</returns>
    public IReadOnlyList<ConfusionCell> MostConfused(int count) =>
        [.. NonZero.Where(cell => cell.True != cell.Predicted).OrderByDescending(cell => cell.Count).Take(count)];

    /// <summary>Returns the whole matrix.</summary>
    /// <returns>One array per row; with N classes it takes 4 N x N bytes.</returns>
    public int[][] ToArray()
    {
        var rows = Array.ConvertAll(new int[ClassNames.Count][], _ => new int[ClassNames.Count]);
        foreach (var ((trueClass, predictedClass), count) in _cells)
        {
            rows[trueClass][predictedClass] = count;
        }

        return rows;
    }
}
