namespace MlNetCnn;

/// <summary>The matrix of a <see cref="ReductionFilter"/> as small matrices along its diagonal, beside which it is zero.</summary>
/// <param name="Rows">The drawn rows that each block takes, [Count, Source]; neighboring blocks share a few.</param>
/// <param name="Weights">The weights, [Count, Target, Source], row-major.</param>
/// <param name="Count">Blocks.</param>
/// <param name="Target">Rows of the result in a block.</param>
/// <param name="Source">Drawn rows in a block.</param>
internal sealed record RowBlocks(long[] Rows, float[] Weights, int Count, int Target, int Source)
{
    // More of them would be too small for fast matrix products.
    private const int MaxCount = 8;

    /// <summary>Cuts a matrix into blocks.</summary>
    /// <param name="source">Drawn rows.</param>
    /// <param name="target">Rows of the result.</param>
    /// <param name="filter">The filter.</param>
    public static RowBlocks Of(int source, int target, ReductionFilter filter)
    {
        var count = Enumerable.Range(1, MaxCount).Last(blocks => target % blocks == 0);
        var rows = target / count;
        var starts = Enumerable.Range(0, count).Select(block => ReductionWeights.Range(source, target, block * rows, filter).First).ToArray();
        var taken = Enumerable.Range(0, count).Max(block => ReductionWeights.Range(source, target, ((block + 1) * rows) - 1, filter).End - starts[block]);
        var weights = new float[count * rows * taken];
        for (var i = 0; i < target; i++)
        {
            var (first, _) = ReductionWeights.Range(source, target, i, filter);
            foreach (var (offset, weight) in ReductionWeights.Weights(source, target, i, filter).Index())
            {
                weights[(i * taken) + first + offset - starts[i / rows]] = (float)weight;
            }
        }

        // The last block may reach beyond the end, where its weights are zero.
        long[] indices = [.. starts.SelectMany(start => Enumerable.Range(start, taken).Select(row => (long)Math.Min(row, source - 1)))];
        return new RowBlocks(indices, weights, count, rows, taken);
    }
}
