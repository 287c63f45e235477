using System.Collections.Concurrent;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>
/// The requirements for every available backbone: the bundled one, and those of the catalog that are in the folder
/// that <c>MLNETCNN_BACKBONES</c> names, or else in the user's cache. Nothing is downloaded.
/// </summary>
public sealed class BackboneContract
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<Backbone>>> Opened = new();
    private static readonly BackboneStore? Store = FindStore();

    public static TheoryData<string> Names =>
        [.. BackboneCatalog.Default.Entries.Where(e => e.IsBundled || Store?.Contains(e) == true).Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Record_IsComplete(string name)
    {
        var backbone = Find(name);
        var entry = BackboneCatalog.Default.Get(name);
        Assert.Equal((entry.Name, entry.Sha256, entry.Preprocessing), (backbone.Name, backbone.Sha256, backbone.Preprocessing));
        Assert.Equal((entry.InputSize, entry.InputSize), (backbone.InputWidth, backbone.InputHeight));
        Assert.Equal(entry.FeatureCount ?? backbone.FeatureCount, backbone.FeatureCount);
        Assert.Matches("^[a-z0-9-]+\\.[a-z0-9-]+$", backbone.Name);
        Assert.Matches("^[0-9a-f]{64}$", backbone.Sha256);
        Assert.False(string.IsNullOrWhiteSpace(backbone.License));
        Assert.True(Uri.IsWellFormedUriString(backbone.Source, UriKind.Absolute));
        Assert.True(Uri.IsWellFormedUriString(backbone.Paper, UriKind.Absolute));
        Assert.False(string.IsNullOrEmpty(backbone.FeatureTensor));
        Assert.Equal(entry.IsBundled, string.IsNullOrEmpty(backbone.HeadNode));
        Running.AssertPorts(backbone);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FeatureGraph_AnyNumberOfImages_GivesTheDeclaredLength(string name)
    {
        var backbone = Find(name);
        var pixels = Running.Pictures(3, backbone.InputHeight, backbone.InputWidth);
        var together = Running.Run(backbone.FeatureGraph, "features", "image", pixels, 3, 3, backbone.InputHeight, backbone.InputWidth);
        var middle = pixels[(pixels.Length / 3)..(pixels.Length / 3 * 2)];
        var second = Running.Run(backbone.FeatureGraph, "features", "image", middle, 1, 3, backbone.InputHeight, backbone.InputWidth);
        Assert.Equal(backbone.FeatureCount * 3, together.Length);
        Running.AssertClose(second, together[backbone.FeatureCount..(2 * backbone.FeatureCount)], 1e-4);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WithLinearHead_NewClasses_ScoresSumToOne(string name)
    {
        var backbone = Find(name);
        var random = new Random(1);
        float[] weights = [.. Enumerable.Range(0, 4 * backbone.FeatureCount).Select(_ => random.NextSingle() * 0.1f)];
        var classifier = OnnxGraph.Parse(GraphEditor.WithLinearHead(backbone.FeatureGraph, weights, [0, 1, 2, 3]).ToBytes(), name);
        var pixels = Running.Pictures(1, backbone.InputHeight, backbone.InputWidth);
        var scores = Running.Run(classifier, "Score", "image", pixels, 1, 3, backbone.InputHeight, backbone.InputWidth);
        Assert.Equal(4, scores.Length);
        Assert.Equal(1, scores.Sum(), 1e-5);
        Assert.All(scores, s => Assert.InRange(s, 0, 1));
    }

    private static Backbone Find(string name) => Opened.GetOrAdd(
        name, n => new Lazy<Task<Backbone>>(() => OpenAsync(BackboneCatalog.Default.Get(n)))).Value.GetAwaiter().GetResult();

    private static Task<Backbone> OpenAsync(BackboneEntry entry) =>
        entry.IsBundled ? Task.FromResult(Backbone.Default) : Store!.LoadAsync(entry);

    private static BackboneStore? FindStore()
    {
        var options = new BackboneStoreOptions { Offline = true };
        try
        {
            return new BackboneStore(Environment.GetEnvironmentVariable("MLNETCNN_BACKBONES"), options);
        }
        catch (MlNetCnnException exception) when (exception.Code == "CACHE_NO_HOME")
        {
            return null;
        }
    }
}
