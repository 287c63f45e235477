namespace MlNetCnn.Diagnostics;

/// <summary>Finds the copies among the pictures of a survey.</summary>
internal static class DuplicateSearch
{
    /// <summary>Finds files of equal content.</summary>
    /// <param name="survey">The pictures; those that cannot be used do not count.</param>
    /// <returns>The groups, in the order of the listing.</returns>
    public static IReadOnlyList<DuplicateGroup> Exact(DatasetScan survey)
    {
        var contents = survey.Records.Select(record => record.IsReadable ? record.Content : default).ToArray();
        return [.. DisjointSets.OfEqual(contents).Select(group => Group(survey, DuplicateKind.Exact, group))];
    }

    /// <summary>Finds pictures that look alike and are not all equal files; equal ones among them are in the group too.</summary>
    /// <param name="survey">The pictures; those that cannot be used do not count.</param>
    /// <param name="threshold">See <see cref="PerceptualHash.IsNear"/>.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The groups, in the order of the listing.</returns>
    public static IReadOnlyList<DuplicateGroup> Near(DatasetScan survey, int threshold, CancellationToken cancellationToken)
    {
        // One picture of each hash takes part in the search, so that many equal ones cost nothing.
        var sets = new DisjointSets(survey.Records.Count);
        var firsts = new Dictionary<PerceptualHash, int>();
        foreach (var index in survey.ReadableIndices)
        {
            if (!firsts.TryAdd(survey.Records[index].Hash, index))
            {
                sets.Join(firsts[survey.Records[index].Hash], index);
            }
        }

        PerceptualHash[] hashes = [.. firsts.Keys];
        int[] indices = [.. hashes.Select(hash => firsts[hash])];
        for (var orientation = 0; orientation < PerceptualHasher.Orientations; orientation++)
        {
            // A mirrored or turned sign may well be another sign, so that it is a copy within its class only.
            var turned = orientation == 0 ? hashes : Array.ConvertAll(indices, index => survey.Records[index].Hashes![orientation]);
            var anyLabel = orientation == 0;
            NearCopies.Find(hashes, turned, threshold, (a, b) =>
            {
                if (anyLabel || survey.Listing[indices[a]].Label == survey.Listing[indices[b]].Label)
                {
                    sets.Join(indices[a], indices[b]);
                }
            }, cancellationToken);
        }

        return
        [
            .. sets.Groups()
                .Where(group => group.Select(index => survey.Records[index].Content).Distinct().Skip(1).Any())
                .Select(group => Group(survey, DuplicateKind.Near, group)),
        ];
    }

    private static DuplicateGroup Group(DatasetScan survey, DuplicateKind kind, int[] indices) =>
        new(kind, Array.ConvertAll(indices, index => survey.Listing[index]));
}
