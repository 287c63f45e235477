namespace MlNetCnn.Primitives;

/// <summary>Joins numbers into sets, one pair at a time (union-find with path halving).</summary>
/// <param name="count">The numbers are 0 to <paramref name="count"/> - 1; each is initially a separate set.</param>
[SharedInternal]
internal sealed class DisjointSets(int count)
{
    private readonly int[] _parents = [.. Enumerable.Range(0, count)];

    /// <summary>Groups files with identical content.</summary>
    /// <param name="contents">The hash of each file's bytes; all zeros for a file to ignore.</param>
    /// <returns>Groups of two or more, by index, in the order of their first members.</returns>
    public static IReadOnlyList<int[]> OfEqual(IReadOnlyList<ContentHash> contents)
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

    /// <summary>Finds the representative of a set.</summary>
    /// <param name="item">A member.</param>
    /// <returns>The same number for all members of the set.</returns>
    public int Find(int item)
    {
        while (_parents[item] != item)
        {
            item = _parents[item] = _parents[_parents[item]];
        }

        return item;
    }

    /// <summary>Joins two sets.</summary>
    /// <param name="a">A member of one.</param>
    /// <param name="b">A member of the other.</param>
    public void Join(int a, int b)
    {
        // The smaller number represents the set; with path halving, set sizes are not needed.
        var (first, second) = (Find(a), Find(b));
        _parents[Math.Max(first, second)] = Math.Min(first, second);
    }

    /// <summary>Returns the sets with more than one member.</summary>
    /// <returns>Members in ascending order, sets in the order of their first members.</returns>
    public IReadOnlyList<int[]> Groups()
    {
        var members = new Dictionary<int, List<int>>();
        for (var item = 0; item < _parents.Length; item++)
        {
            var first = Find(item);
            if (first != item)
            {
                (members.TryGetValue(first, out var others) ? others : members[first] = [first]).Add(item);
            }
        }

        return [.. members.Values.OrderBy(set => set[0]).Select(set => set.ToArray())];
    }
}
