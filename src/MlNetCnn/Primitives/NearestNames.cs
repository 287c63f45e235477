namespace MlNetCnn.Primitives;

/// <summary>Guesses which names a person meant who wrote one that does not exist.</summary>
[SharedInternal]
internal static class NearestNames
{
    /// <summary>The most similar names, the best first: those that hold what was written, then those that differ in the fewest letters.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="names">The names that exist.</param>
    /// <param name="count">How many to give at most.</param>
    public static IReadOnlyList<string> Find(string written, IEnumerable<string> names, int count = 3)
    {
        var requested = written.ToLowerInvariant();
        return
        [
            .. names.Select(name => (Name: name, Distance: Distance(requested, name.ToLowerInvariant())))
                .OrderBy(n => n.Distance).ThenBy(n => n.Name, NaturalOrder.Comparer).Take(count).Select(n => n.Name),
        ];
    }

    /// <summary>Those of the most similar names that differ in few letters, or that hold what was written; none where nothing is near.</summary>
    /// <param name="written">What was written; leading dashes count on neither side.</param>
    /// <param name="names">The names that exist.</param>
    /// <param name="count">How many to give at most.</param>
    public static IReadOnlyList<string> FindNear(string written, IEnumerable<string> names, int count = 3)
    {
        // Almost anything is within reach of one or two letters.
        var bare = written.TrimStart('-').ToLowerInvariant();
        var max = (bare.Length + 1) / 3;
        return bare.Length < 3 ? [] : Find(bare, names.Where(name => Distance(bare, name.TrimStart('-').ToLowerInvariant()) <= max), count);
    }

    private static double Distance(string requested, string name) =>
        requested.Length > 0 && name.Contains(requested, StringComparison.Ordinal)
            ? name.StartsWith(requested, StringComparison.Ordinal) ? -1 : -0.5
            : EditDistance(requested, name);

    // Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals", 1966; one row kept.
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
