using Xunit;

namespace MlNetCnn.Tests;

public sealed class FeatureCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string[] _photos = Repository.Photos(6);

    [Fact]
    public async Task ExtractAsync_SecondRun_GivesTheSameBitsWithoutTheNetwork()
    {
        var first = await Extract(_photos);
        Assert.Equal(6, Remembered());

        // The same content under other paths: the cache uses the content, not the path.
        var copies = _photos.Select((photo, i) => Copy(photo, $"{i}.jpg")).ToArray();
        var second = await Extract(copies);
        Assert.Equal(6, Remembered());
        AssertEqual(first, second);
    }

    [Fact]
    public async Task ExtractAsync_NewImages_AreAdded()
    {
        await Extract(_photos[..4]);
        var table = await Extract(_photos);
        Assert.Equal(6, Remembered());
        AssertEqual(await Extract(_photos, cache: false), table);
    }

    [Fact]
    public async Task ExtractAsync_DamagedRecord_IsWorkedOutAgain()
    {
        var first = await Extract(_photos);
        var file = CacheFile();
        var bytes = File.ReadAllBytes(file);
        var middleOfSecondRecord = 40 + ((bytes.Length - 40) / 6 * 3 / 2);
        bytes[middleOfSecondRecord] ^= 0xFF;
        File.WriteAllBytes(file, bytes);
        AssertEqual(first, await Extract(_photos));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(50)]
    [InlineData(99)]
    public async Task ExtractAsync_FileCutShort_IsUsedAsFarAsItGoes(int percent)
    {
        var first = await Extract(_photos);
        var file = CacheFile();
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..(bytes.Length * percent / 100)]);
        AssertEqual(first, await Extract(_photos));
        Assert.Equal(6, Remembered());
    }

    [Fact]
    public async Task ExtractAsync_OtherWayOfReading_IsAnotherFile()
    {
        await Extract(_photos[..2]);
        var options = new FeatureExtractorOptions { Cache = new FeatureCache(_folder.Root), Resize = ResizeMode.Pad };
        using var extractor = new FeatureExtractor(Backbone.Default, options);
        await extractor.ExtractAsync(_photos[..2], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(2, Directory.GetFiles(_folder.Root, "*.features").Length);
    }

    [Fact]
    public async Task ExtractAsync_BoundReached_SaysSoAndStillExtracts()
    {
        var options = new FeatureExtractorOptions { Cache = new FeatureCache(_folder.Root, maxBytes: 12_000) };
        using var extractor = new FeatureExtractor(Backbone.Default, options);
        var table = await extractor.ExtractAsync(_photos, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("limit", extractor.CacheProblem, StringComparison.Ordinal);
        AssertEqual(await Extract(_photos, cache: false), table);
        Assert.InRange(new FileInfo(CacheFile()).Length, 1, 12_000);
    }

    [Fact]
    public void Open_FolderOverItsBound_DropsWhatWasUsedLongestAgo()
    {
        var old = _folder.File("old.features");
        File.WriteAllBytes(old, new byte[10_000]);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));
        var recent = _folder.File("recent.features");
        File.WriteAllBytes(recent, new byte[10_000]);
        using (new FeatureCache(_folder.Root, maxBytes: 15_000).Open(Backbone.Default, new FeatureExtractorOptions()))
        {
            Assert.False(File.Exists(old));
            Assert.True(File.Exists(recent));
        }
    }

    [Fact]
    public void Open_TwoAtOnce_TheSecondReadsOnly()
    {
        using var first = new FeatureCache(_folder.Root).Open(Backbone.Default, new FeatureExtractorOptions());
        using var second = new FeatureCache(_folder.Root).Open(Backbone.Default, new FeatureExtractorOptions());
        var features = new float[Backbone.Default.FeatureCount];
        first.Add(new ContentHash(1, 2, 3, 4), features, ImageTraits.Oriented);
        second.Add(new ContentHash(5, 6, 7, 8), features, ImageTraits.None);
        Assert.Equal((1, 0), (first.Count, second.Count));
        Assert.True(first.TryRead(new ContentHash(1, 2, 3, 4), features, out var traits));
        Assert.Equal(ImageTraits.Oriented, traits);
    }

    [Fact]
    public void Open_FolderIsFile_IsAnEnvironmentError()
    {
        File.WriteAllText(_folder.File("file"), "");
        var cache = new FeatureCache(Path.Combine(_folder.File("file"), "cache"));
        var exception = Assert.Throws<MlNetCnnException>(() => cache.Open(Backbone.Default, new FeatureExtractorOptions()));
        Assert.Equal((ErrorKind.Environment, "CACHE_NOT_USABLE"), (exception.Kind, exception.Code));
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertEqual(FeatureTable expected, FeatureTable actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var row = 0; row < expected.Count; row++)
        {
            // Images that share a batch with others take other paths through the kernels, which changes the last bits.
            Assert.All(expected.Row(row).ToArray().Zip(actual.Row(row).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        }
    }

    private async Task<FeatureTable> Extract(string[] paths, bool cache = true)
    {
        var options = new FeatureExtractorOptions { Cache = cache ? new FeatureCache(_folder.Root) : null };
        using var extractor = new FeatureExtractor(Backbone.Default, options);
        return await extractor.ExtractAsync(paths, cancellationToken: TestContext.Current.CancellationToken);
    }

    private int Remembered()
    {
        using var file = new FeatureCache(_folder.Root).Open(Backbone.Default, new FeatureExtractorOptions());
        return file.Count;
    }

    private string CacheFile() => Assert.Single(Directory.GetFiles(_folder.Root, "*.features"));

    private string Copy(string photo, string name)
    {
        File.Copy(photo, _folder.File(name));
        return _folder.File(name);
    }
}
