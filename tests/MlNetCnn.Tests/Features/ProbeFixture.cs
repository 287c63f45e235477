namespace MlNetCnn.Tests;

/// <summary>A backbone, a probe on it, and images that the probe was not fitted on.</summary>
internal sealed record ProbeFixture(FittedHead Probe, ImageDataset Held, IReadOnlyList<string> ClassNames)
{
    /// <summary>Fits a probe.</summary>
    public static async Task<ProbeFixture> FitAsync(ImageDataset train, ImageDataset held)
    {
        using var extractor = new FeatureExtractor(Backbone.Default);
        var table = await extractor.ExtractAsync([.. train.Select(image => image.Path)]);
        int[] labels = [.. train.Select(image => train.ClassNames.Index().Single(c => c.Item == image.Label).Index)];
        var rows = new LabeledRows([.. Enumerable.Range(0, train.Count)], labels);
        var probe = ClassifierHeads.Linear.Fit(new HeadTrainingData(table, rows, train.ClassNames.Count) { Threads = 2 }, null, CancellationToken.None);
        return new ProbeFixture(probe, held, train.ClassNames);
    }

    public Task<AugmentationSafetyCheck> ChooseAsync(Augmentation requested, FeatureExtractorOptions? options = null, int limit = AugmentationSafetyCheck.DefaultLimit) =>
        AugmentationSafetyCheck.RunAsync(Backbone.Default, Probe, Held, ClassNames, options ?? new FeatureExtractorOptions(), 1, requested, limit);
}
