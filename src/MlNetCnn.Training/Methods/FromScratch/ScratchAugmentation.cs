using Microsoft.Extensions.Logging;

namespace MlNetCnn.Training;

/// <summary>
/// Chooses the augmentation for an untrained network: which augmentations change labels is a property of the images, so the bundled pretrained
/// network determines it.
/// </summary>
internal static class ScratchAugmentation
{
    /// <summary>Chooses the augmentation, unless the user specifies one.</summary>
    /// <param name="options">The requested options.</param>
    /// <param name="split">The images.</param>
    /// <param name="survey">The valid images.</param>
    /// <param name="progress">Receives progress, or null.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task<Augmentation> ChooseAsync(
        CnnTrainingOptions options, DatasetSplits split, LabeledFeatures survey, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        if (options.Augmentation is { } requested)
        {
            return requested;
        }

        // The head must not be evaluated on images that it was fitted on, so it is fitted on one half and evaluated on the other.
        var asked = Pick(split, survey, options.Seed);
        var (fitted, left) = new LabeledRows([.. Enumerable.Range(0, asked.Count)], [.. asked.Select(a => a.Label)]).Folds(2, options.Seed)[0];
        var reading = new FeatureExtractorOptions { Threads = options.Threads, Resize = options.Resize, Decoder = options.Decoder };
        using var extractor = new FeatureExtractor(Backbone.Default, reading);
        var table = await extractor.ExtractAsync([.. asked.Select(a => a.Image.Path)], progress, cancellationToken).ConfigureAwait(false);
        var probe = ClassifierHeads.Linear.Fit(
            new HeadTrainingData(table, fitted, split.ClassNames.Count) { Seed = options.Seed, Threads = MachineResources.Threads(options.Threads) },
            progress, cancellationToken);
        var images = ImageDataset.FromImages(left.Rows.Select(row => asked[row].Image with { Split = DatasetSplit.Unassigned }));
        var choice = await AugmentationSafetyCheck.RunAsync(
            Backbone.Default, probe, images, split.ClassNames, reading, options.Seed, progress: progress, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        foreach (var sentence in choice.Sentences)
        {
            options.Logger?.LogInformation("{Choice}", sentence);
        }

        return choice.Augmentation;
    }

    private static List<(LabeledImage Image, int Label)> Pick(DatasetSplits split, LabeledFeatures survey, int seed)
    {
        // Sampled class by class, so that small classes are represented.
        var rows = survey.Train.Rows.Zip(survey.Train.Labels).ToArray();
        new SeededRandom(seed).Shuffle(rows.AsSpan());
        return
        [
            .. rows.GroupBy(r => r.Second).SelectMany(g => g.Index()).OrderBy(entry => entry.Index)
                .Take(2 * AugmentationSafetyCheck.DefaultLimit).Select(entry => (split.Train[entry.Item.First], entry.Item.Second)),
        ];
    }
}
