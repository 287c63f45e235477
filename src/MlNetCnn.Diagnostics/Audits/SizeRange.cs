namespace MlNetCnn.Diagnostics;

/// <summary>How a size varies over the pictures of a set.</summary>
/// <param name="Min">The smallest.</param>
/// <param name="Median">Half of the pictures have less, half as much or more.</param>
/// <param name="Max">The largest.</param>
public readonly record struct SizeRange(int Min, int Median, int Max)
{
    /// <summary>Measures sizes.</summary>
    /// <param name="sizes">The sizes, in any order.</param>
    /// <returns>Their range; zeros if there are none.</returns>
    internal static SizeRange Of(IEnumerable<int> sizes)
    {
        int[] sorted = [.. sizes.Order()];
        return sorted.Length == 0 ? default : new SizeRange(sorted[0], sorted[sorted.Length / 2], sorted[^1]);
    }
}
