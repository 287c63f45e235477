namespace MlNetCnn.Primitives;

/// <summary>A sample distributed evenly over a list, since files of one class are next to each other.</summary>
internal static class EvenSample
{
    /// <summary>Selects the sample.</summary>
    /// <param name="items">All items.</param>
    /// <param name="size">The maximum number of items to select.</param>
    /// <returns>The sample, in the order of the list.</returns>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> items, int size)
    {
        var count = Math.Min(items.Count, size);
        return [.. Enumerable.Range(0, count).Select(i => items[(int)((long)i * items.Count / count)])];
    }
}
