namespace MlNetCnn.Diagnostics;

/// <summary>The range of a size over the images of a dataset.</summary>
/// <param name="Min">The minimum.</param>
/// <param name="Median">The median.</param>
/// <param name="Max">The maximum.</param>
public readonly record struct SizeRange(int Min, int Median, int Max)
{
    /// <summary>Computes the range of sizes.</summary>
    /// <param name="sizes">The sizes, in any order.</param>
    /// <returns>The range; zeros if there are no sizes.</returns>
    internal static SizeRange Of(IEnumerable<int> sizes)
    {
        int[] sorted = [.. sizes.Order()];
        return sorted.Length == 0 ? default : new SizeRange(sorted[0], sorted[sorted.Length / 2], sorted[^1]);
    }
}
