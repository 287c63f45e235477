using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public sealed class ImageEmbedderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EmbedAsync_Backbone_GivesWhatTheExtractorGives()
    {
        var photos = Repository.Photos(3);
        using var embedder = new ImageEmbedder(ImageNetwork.Of(Backbone.Default));
        using var extractor = new FeatureExtractor(Backbone.Default);

        var embeddings = await embedder.EmbedAsync(photos, null, TestContext.Current.CancellationToken);
        var expected = await extractor.ExtractAsync(photos, null, TestContext.Current.CancellationToken);

        Assert.Equal((512, 512), (embedder.Length, embeddings.Length));
        Assert.Equal(photos, embeddings.Paths);
        for (var i = 0; i < photos.Length; i++)
        {
            Assert.Equal(expected.Row(i), embeddings.Features(i));
        }
    }

    [Fact]
    public async Task Features_OfARejectedImage_AreNone()
    {
        TinyClassifiers.Create(2).Save(_folder.File("m.zip"));
        File.WriteAllText(_folder.File("bad.png"), "no image");
        using var embedder = new ImageEmbedder(ImageNetwork.Load(_folder.File("m.zip")));
        var embeddings = await embedder.EmbedAsync(
            [_folder.File("bad.png"), TinyClassifiers.WriteImage(_folder.File("p.png"))], null, TestContext.Current.CancellationToken);
        Assert.NotNull(embeddings.Error(0));
        Assert.Equal((0, embedder.Length), (embeddings.Features(0).Length, embeddings.Features(1).Length));
    }

    [Fact]
    public async Task EmbedAsync_SavedClassifier_GivesWhatItsHeadReads()
    {
        var classifier = TinyClassifiers.Create(2);
        classifier.Save(_folder.File("m.zip"));
        var network = ImageNetwork.Load(_folder.File("m.zip"));
        var image = TinyClassifiers.WriteImage(_folder.File("p.png"));
        using var embedder = new ImageEmbedder(network);

        var features = (await embedder.EmbedAsync([image], null, TestContext.Current.CancellationToken)).Features(0).ToArray();

        var (weights, bias) = (network.Graph.Initializer("head.weight")!.ToFloats(), network.Graph.Initializer("head.bias")!.ToFloats());
        float[] logits = [.. bias.Select((b, k) => b + features.Select((f, i) => f * weights[(k * features.Length) + i]).Sum())];
        Running.AssertClose(Running.Run(classifier.Graph, "logits", "image", network.ReadPixels(image), 1, 3, 8, 8), logits);
    }

    [Fact]
    public async Task EmbedAsync_UnusablePicture_BecomesAFault()
    {
        File.WriteAllText(_folder.File("page.jpg"), "<html></html>");
        using var embedder = new ImageEmbedder(ImageNetwork.Of(TinyClassifiers.Create(2)));

        var embeddings = await embedder.EmbedAsync(
            [_folder.File("page.jpg"), TinyClassifiers.WriteImage(_folder.File("p.png"))], null, TestContext.Current.CancellationToken);

        Assert.Equal(("IMG_UNSUPPORTED", 1), (embeddings.Error(0)?.Code, embeddings.Errors.Count));
        Assert.Null(embeddings.Error(1));
        Assert.Equal([_folder.File("p.png")], embeddings.Nearest(embeddings.Features(1), 9).Select(n => n.Path));
    }

    [Fact]
    public void Nearest_Vectors_AreOrderedByTheirAngle()
    {
        float[][] rows = [[1, 0], [10, 1], [0, 0], [-1, 0], [3, 3], [2, 0]];
        var table = new FeatureTable(2);
        Array.ForEach(rows, row => table.Add(row));
        var embeddings = new ImageEmbeddings(["a", "b", "zero", "c", "d", "e"], table);

        var nearest = embeddings.Nearest([5, 0], 6);

        // The length of a vector does not matter, ties stay in order, and a zero vector is similar to nothing.
        Assert.Equal(["a", "e", "b", "d", "zero", "c"], nearest.Select(n => n.Path));
        Assert.Equal([1, 1, 10 / Math.Sqrt(101), Math.Sqrt(0.5), 0, -1], nearest.Select(n => (double)n.Similarity), (e, a) => Math.Abs(e - a) < 1e-6);
        Assert.Equal(2, embeddings.Nearest([5, 0], 2).Count);
        Assert.Throws<ArgumentException>(() => embeddings.Nearest([1, 2, 3], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => embeddings.Nearest([1, 2], 0));
    }

    [Fact]
    public async Task Nearest_FlowerOfASet_IsItselfFirstAndMostlyItsOwnKind()
    {
        var photos = Repository.Photos(15);
        using var embedder = new ImageEmbedder(ImageNetwork.Of(Backbone.Default));

        var embeddings = await embedder.EmbedAsync(photos, null, TestContext.Current.CancellationToken);

        var nearest = photos.Select((_, i) => embeddings.Nearest(embeddings.Features(i), 2)).ToList();
        Assert.Equal(photos, nearest.Select(neighbors => neighbors[0].Path));

        // Three images of each of five kinds: by chance, one in seven would have its own kind as the nearest neighbor.
        var same = nearest.Count(neighbors => Path.GetDirectoryName(neighbors[0].Path) == Path.GetDirectoryName(neighbors[1].Path));
        Assert.True(same >= 8, $"{same} of 15");
    }
}
