namespace MlNetCnn.Testing;

/// <summary>Creates classifiers of a few thousand bytes, for tests of the file around the network.</summary>
internal static class TinyClassifiers
{
    private static readonly Lazy<Backbone> Body = new(CreateBody);

    /// <summary>Creates a classifier for 8x8 pixels and 5 classes with a random head.</summary>
    /// <param name="seed">The seed of the head.</param>
    /// <param name="resize">The resize mode.</param>
    /// <param name="factor">The resize factor; null for a package of version 0.1.0.</param>
    /// <param name="classNames">Five class names, or null for the usual ones.</param>
    public static TrainedClassifier Create(
        int seed, ResizeMode resize = ResizeMode.Crop, double? factor = 2, IReadOnlyList<string>? classNames = null)
    {
        var random = new Random(seed);
        float[] Weights(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        var graph = GraphEditor.WithLinearHead(
            Body.Value.FeatureGraph, Weights(TinyNet.Classes * Body.Value.FeatureCount), Weights(TinyNet.Classes));
        return new TrainedClassifier(graph, new ModelCard
        {
            ClassNames = classNames ?? ["ant", "bee", "cat", "dog", "élan"],
            Method = "features",
            Backbone = Body.Value.Name,
            BackboneSha256 = Body.Value.Sha256,
            License = "MIT",
            Preprocessing = Body.Value.Preprocessing.ToString(),
            InputWidth = Body.Value.InputWidth,
            InputHeight = Body.Value.InputHeight,
            Resize = resize,
            ResizeFactor = factor,
            Version = factor is null ? "0.1.0" : ModelCard.CurrentVersion,
            Seed = seed,
            DataFingerprint = new string('a', 64),
            Metrics = new Dictionary<string, double> { ["accuracy"] = 0.75 },
        });
    }

    /// <summary>An image that such a network can classify.</summary>
    public static string WriteImage(string path) => TestPictures.Write(path, 40, 30, SkiaSharp.SKEncodedImageFormat.Png);

    private static Backbone CreateBody()
    {
        using var folder = new TemporaryFolder();
        return Backbone.FromFile(TinyNet.WithBody().Classify().Save(folder), Preprocessing.Inception);
    }
}
