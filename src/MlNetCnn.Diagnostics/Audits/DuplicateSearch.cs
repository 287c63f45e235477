namespace MlNetCnn.Diagnostics;

/// <summary>Finds copies among the scanned images.</summary>
internal static class DuplicateSearch
{
    /// <summary>Finds files with identical content.</summary>
    /// <param name="survey">The scanned images; those that cannot be used are skipped.</param>
    /// <returns>The groups, in the order of the dataset.</returns>
    public static IReadOnlyList<DuplicateGroup> Exact(DatasetScan survey)
    {
        var contents = survey.Records.Select(record => record.IsReadable ? record.Content : default).ToArray();
        return [.. DisjointSets.OfEqual(contents).Select(group => Group(survey, DuplicateKind.Exact, group))];
    }

    /// <summary>Finds images that look alike but are not all identical files; identical files among them are in the group too.</summary>
    /// <param name="survey">The scanned images; those that cannot be used are skipped.</param>
    /// <param name="threshold">See <see cref="PerceptualHash.IsNear"/>.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The groups, in the order of the dataset.</returns>
    public static IReadOnlyList<DuplicateGroup> Near(DatasetScan survey, int threshold, CancellationToken cancellationToken)
    {
        // Only one image per hash is searched, so that many identical images cost nothing.
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
            // A mirrored or rotated sign may be a different sign, so it counts as a copy only within its class.
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
