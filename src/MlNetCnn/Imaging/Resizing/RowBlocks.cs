namespace MlNetCnn.Imaging;

/// <summary>An <see cref="AxisReduction"/> as small matrices along its diagonal, outside of which it is zero.</summary>
/// <param name="Rows">The rendered rows of each block, [Count, Source]; neighboring blocks share a few.</param>
/// <param name="Weights">The weights, [Count, Target, Source], row-major.</param>
/// <param name="Count">The number of blocks.</param>
/// <param name="Target">The number of output rows of a block.</param>
/// <param name="Source">The number of rendered rows of a block.</param>
internal sealed record RowBlocks(long[] Rows, float[] Weights, int Count, int Target, int Source)
{
    // More blocks would be too small for fast matrix products.
    private const int MaxCount = 8;

    /// <summary>Splits a matrix into blocks.</summary>
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

        // The last block may extend beyond the end, where its weights are zero.
        long[] indices = [.. starts.SelectMany(start => Enumerable.Range(start, taken).Select(row => (long)Math.Min(row, reduction.Source - 1)))];
        return new RowBlocks(indices, weights, count, rows, taken);
    }
}
