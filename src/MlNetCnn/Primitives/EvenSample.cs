namespace MlNetCnn.Primitives;

/// <summary>Some of many: evenly over a list, since files of one class stand together.</summary>
internal static class EvenSample
{
    /// <summary>Picks.</summary>
    /// <param name="items">All of them.</param>
    /// <param name="size">The most to pick.</param>
    /// <returns>They, in the order of the list.</returns>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> items, int size)
    {
        var count = Math.Min(items.Count, size);
        return [.. Enumerable.Range(0, count).Select(i => items[(int)((long)i * items.Count / count)])];
    }
}
