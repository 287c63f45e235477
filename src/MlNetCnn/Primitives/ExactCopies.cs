namespace MlNetCnn.Primitives;

/// <summary>Finds files of equal content by their hashes, in one pass.</summary>
[SharedInternal]
internal static class ExactCopies
{
    /// <summary>Groups equal contents.</summary>
    /// <param name="contents">The hash of each file's bytes; all zeros for a file that does not count.</param>
    /// <returns>Groups of two or more, by index, in the order of their first members.</returns>
    public static IReadOnlyList<int[]> Find(IReadOnlyList<ContentHash> contents)
    {
        var sets = new DisjointSets(contents.Count);
        var firsts = new Dictionary<ContentHash, int>(contents.Count);
        for (var i = 0; i < contents.Count; i++)
        {
            if (contents[i] != default && !firsts.TryAdd(contents[i], i))
            {
                sets.Join(firsts[contents[i]], i);
            }
        }

        return sets.Groups();
    }
}
