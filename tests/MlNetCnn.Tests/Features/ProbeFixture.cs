namespace MlNetCnn.Tests;

/// <summary>A backbone, a probe on it, and pictures that the probe was not fitted on.</summary>
internal sealed record ProbeFixture(LinearHead Probe, ImageListing Held, IReadOnlyList<string> ClassNames)
{
    /// <summary>Fits a probe.</summary>
    public static async Task<ProbeFixture> FitAsync(ImageListing train, ImageListing held)
    {
        using var extractor = new FeatureExtractor(Backbone.Default);
        var table = await extractor.ExtractAsync([.. train.Select(image => image.Path)]);
        int[] labels = [.. train.Select(image => train.ClassNames.Index().Single(c => c.Item == image.Label).Index)];
        var rows = new LabeledRows([.. Enumerable.Range(0, train.Count)], labels);
        var probe = new LinearHeadTrainer(1, 2).Fit(table, rows, new LabeledRows([], []), train.ClassNames.Count, null, CancellationToken.None);
        return new ProbeFixture(probe, held, train.ClassNames);
    }

    public Task<AugmentationChoice> ChooseAsync(Augmentation wanted, FeatureExtractorOptions? options = null, int limit = AugmentationProbe.DefaultLimit) =>
        new AugmentationProbe(limit).ChooseAsync(Backbone.Default, Probe, Held, ClassNames, options ?? new FeatureExtractorOptions(), 1, wanted);
}
