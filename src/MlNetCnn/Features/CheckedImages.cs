using System.Numerics.Tensors;

namespace MlNetCnn.Features;

/// <summary>Images that a probe scored unchanged, to be compared with its scores of the changed images.</summary>
/// <param name="Paths">Their files, all of which are usable.</param>
/// <param name="Labels">Their classes, 0-based.</param>
/// <param name="Scores">The probabilities of all classes for each image.</param>
internal sealed record CheckedImages(IReadOnlyList<string> Paths, IReadOnlyList<int> Labels, IReadOnlyList<float[]> Scores)
{
    /// <summary>The fraction of images that the probe classifies correctly.</summary>
    public double Accuracy => Labels.Where((label, i) => TensorPrimitives.IndexOfMax<float>(Scores[i]) == label).Count() / (double)Math.Max(1, Paths.Count);

    /// <summary>Selects images and scores them.</summary>
    /// <param name="extractor">Extracts their features.</param>
    /// <param name="probe">Scores them.</param>
    /// <param name="images">The images to select from.</param>
    /// <param name="classNames">The classes.</param>
    /// <param name="limit">The maximum number of images.</param>
    /// <param name="seed">The seed of the selection.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task<CheckedImages> ReadAsync(
        FeatureExtractor extractor,
        FittedHead probe,
        IReadOnlyList<LabeledImage> images,
        IReadOnlyList<string> classNames,
        int limit,
        int seed,
        CancellationToken cancellationToken)
    {
        var picked = Pick(images, classNames, limit, seed);
        var table = await extractor.ExtractAsync([.. picked.Select(p => p.Path)], progress: null, cancellationToken).ConfigureAwait(false);
        int[] rows = [.. Enumerable.Range(0, table.Count).Where(row => table.Error(row) is null)];
        return new CheckedImages(
            [.. rows.Select(row => picked[row].Path)], [.. rows.Select(row => picked[row].Label)],
            [.. rows.Select(row => probe.Probabilities(table.Row(row)))]);
    }

    /// <summary>Scores the changed images and compares.</summary>
    /// <param name="extractor">Extracts their features.</param>
    /// <param name="probe">Scores them.</param>
    /// <param name="changed">Provides the changed pixels of <see cref="Paths"/>.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<AugmentationEffect> CompareAsync(
        FeatureExtractor extractor, FittedHead probe, IPixelSource changed, int classCount, CancellationToken cancellationToken)
    {
        var table = await extractor.ExtractAsync(changed, Paths, progress: null, cancellationToken).ConfigureAwait(false);

        // A file may have disappeared since it was read.
        int[] rows = [.. Enumerable.Range(0, table.Count).Where(row => table.Error(row) is null)];
        return AugmentationEffect.Compare(
            classCount, [.. rows.Select(row => Labels[row])], [.. rows.Select(row => Scores[row])],
            [.. rows.Select(row => probe.Probabilities(table.Row(row)))]);
    }

    /// <summary>Distributes the selection over the classes, so that small classes are included completely; in the order of the list.</summary>
    internal static List<(string Path, int Label)> Pick(IReadOnlyList<LabeledImage> images, IReadOnlyList<string> classNames, int limit, int seed)
    {
        var random = new SeededRandom(seed);
        var byClass = new List<int[]>();
        var labels = new int[images.Count];
        for (var k = 0; k < classNames.Count; k++)
        {
            int[] members = [.. Enumerable.Range(0, images.Count).Where(i => images[i].Label == classNames[k])];
            Array.ForEach(members, i => labels[i] = k);
            random.Shuffle(members.AsSpan());
            byClass.Add(members);
        }

        return
        [
            .. byClass.SelectMany(members => members.Index()).OrderBy(entry => entry.Index).Take(limit).Select(entry => entry.Item)
                .Order().Select(i => (images[i].Path, labels[i])),
        ];
    }
}
