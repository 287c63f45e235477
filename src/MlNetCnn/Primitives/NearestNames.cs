namespace MlNetCnn.Primitives;

/// <summary>Suggests existing names that are similar to a name that does not exist.</summary>
[SharedInternal]
internal static class NearestNames
{
    /// <summary>Finds the most similar names, best first: those that contain the requested name, then those with the smallest edit distance.</summary>
    /// <param name="written">The requested name.</param>
    /// <param name="names">The existing names.</param>
    /// <param name="count">The maximum number of names.</param>
    public static IReadOnlyList<string> Find(string written, IEnumerable<string> names, int count = 3)
    {
        var requested = written.ToLowerInvariant();
        return
        [
            .. names.Select(name => (Name: name, Distance: Distance(requested, name.ToLowerInvariant())))
                .OrderBy(n => n.Distance).ThenBy(n => n.Name, NaturalOrder.Comparer).Take(count).Select(n => n.Name),
        ];
    }

    /// <summary>Finds those of the most similar names that contain the requested name or differ in few letters; may be empty.</summary>
    /// <param name="written">The requested name; leading dashes are ignored on both sides.</param>
    /// <param name="names">The existing names.</param>
    /// <param name="count">The maximum number of names.</param>
    public static IReadOnlyList<string> FindNear(string written, IEnumerable<string> names, int count = 3)
    {
        // Almost any name is within the limit for one or two letters.
        var bare = written.TrimStart('-').ToLowerInvariant();
        var max = (bare.Length + 1) / 3;
        return bare.Length < 3 ? [] : Find(bare, names.Where(name => Distance(bare, name.TrimStart('-').ToLowerInvariant()) <= max), count);
    }

    private static double Distance(string requested, string name) =>
        requested.Length > 0 && name.Contains(requested, StringComparison.Ordinal)
            ? name.StartsWith(requested, StringComparison.Ordinal) ? -1 : -0.5
            : EditDistance(requested, name);

    // Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals", 1966; keeps one row of the matrix.
    private static int EditDistance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var above = row[j];
                var change = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(change, Math.Min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }

        return row[^1];
    }
}
