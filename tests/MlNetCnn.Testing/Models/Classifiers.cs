namespace MlNetCnn.Testing;

/// <summary>Provides a classifier that is trained once on some bundled images for all tests that need one.</summary>
internal static class Classifiers
{
    private static readonly Lazy<TrainedClassifier> Trained = new(Train);

    public static TrainedClassifier Emoji => Trained.Value;

    public static DatasetSplits Split()
    {
        var photos = ImageDataset.FromTable(Path.Combine(Repository.Emoji, "images.csv"));
        return ImageDataset.FromImages(photos.Where((_, index) => index % 4 == 0)).SplitPredefined();
    }

    private static TrainedClassifier Train() =>
        new FeatureTrainer(Backbone.Default).TrainAsync(Split()).GetAwaiter().GetResult();
}
