namespace MlNetCnn.Imaging;

/// <summary>An <see cref="AxisReduction"/> as small matrices along its diagonal, beside which it is zero.</summary>
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
    /// <param name="reduction">The weights.</param>
    public static RowBlocks Of(AxisReduction reduction)
    {
        var count = Enumerable.Range(1, MaxCount).Last(blocks => reduction.Count % blocks == 0);
        var rows = reduction.Count / count;
        var starts = Enumerable.Range(0, count).Select(block => reduction.First(block * rows)).ToArray();
        var taken = Enumerable.Range(0, reduction.Count).Max(i => reduction.First(i) + reduction.Weights(i).Length - starts[i / rows]);
        var weights = new float[count * rows * taken];
        for (var i = 0; i < reduction.Count; i++)
        {
            var row = weights.AsSpan((i * taken) + reduction.First(i) - starts[i / rows]);
            for (var j = 0; j < reduction.Weights(i).Length; j++)
            {
                row[j] = (float)reduction.Weights(i)[j];
            }
        }

        // The last block may reach beyond the end, where its weights are zero.
        long[] indices = [.. starts.SelectMany(start => Enumerable.Range(start, taken).Select(row => (long)Math.Min(row, reduction.Source - 1)))];
        return new RowBlocks(indices, weights, count, rows, taken);
    }
}
