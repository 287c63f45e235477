namespace MlNetCnn.Tests;

/// <summary>Classifiers of a few thousand bytes, for tests of the file around the network.</summary>
internal static class TinyClassifiers
{
    private static readonly Lazy<Backbone> Body = new(CreateBody);

    /// <summary>A network of 8x8 pixels and 5 classes whose head is random.</summary>
    public static TrainedClassifier Create(int seed)
    {
        var random = new Random(seed);
        float[] Weights(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        var graph = GraphSurgery.WithLinearHead(
            Body.Value.FeatureGraph, Weights(TinyNet.Classes * Body.Value.FeatureLength), Weights(TinyNet.Classes));
        return new TrainedClassifier(graph, new ModelCard
        {
            ClassNames = ["ant", "bee", "cat", "dog", "élan"],
            Method = "features",
            Backbone = Body.Value.Name,
            BackboneSha256 = Body.Value.Sha256,
            Licence = "MIT",
            Preprocessing = Body.Value.Preprocessing.ToString(),
            InputWidth = Body.Value.InputWidth,
            InputHeight = Body.Value.InputHeight,
            Resize = ResizeMode.Crop,
            ResizeFactor = 2,
            Seed = seed,
            DataFingerprint = new string('a', 64),
            Metrics = new Dictionary<string, double> { ["accuracy"] = 0.75 },
        });
    }

    /// <summary>A picture that such a network can be asked about.</summary>
    public static string Picture(string path) => TestPictures.Write(path, 40, 30, SkiaSharp.SKEncodedImageFormat.Png);

    private static Backbone CreateBody()
    {
        using var folder = new TemporaryFolder();
        return Backbone.FromFile(TinyNet.WithBody().Classify().Save(folder), Preprocessing.Inception);
    }
}
