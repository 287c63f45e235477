using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class AugmentedBatchTests : IDisposable
{
    private static readonly Augmentation Everything =
        Augmentation.Parse("strong,vflip,zoom=0.8..1.5,hue=0.1,noise=10,blur=1,randaugment,fill=wrap") with
        {
            Function = (pixels, _, _, random) => pixels[random.Next(pixels.Length)] = 0,
        };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task ReadAsync_AnyThreadsAndLoading_GivesTheSamePixels()
    {
        var photos = Repository.Photos(9);
        var options = new ImageBatchLoaderOptions { Width = 64, Height = 48, BatchSize = 2, Augmentation = Everything, DataCaching = DataCaching.Disk, Threads = 1 };
        var expected = await Epochs(photos, options);
        Assert.Equal(expected, await Epochs(photos, options with { Threads = 4 }));
        Assert.Equal(expected, await Epochs(photos, options with { Threads = 3, DataCaching = DataCaching.Memory }));
        Assert.Equal(expected, await Epochs(photos, options with { BatchSize = 5, MemoryBudgetBytes = 500_000, DataCaching = DataCaching.Auto }));
        Assert.NotEqual(expected, await Epochs(photos, options with { Seed = 2 }));
    }

    [Fact]
    public async Task ReadAsync_Epochs_DifferAndRepeat()
    {
        using var loader = new ImageBatchLoader(Repository.Photos(3), new ImageBatchLoaderOptions { Width = 32, Height = 32, Augmentation = Augmentation.Standard });
        var first = await Pass(loader, null, 0);
        Assert.NotEqual(first, await Pass(loader, null, 1));
        Assert.Equal(first, await Pass(loader, null, 0));
        Assert.Equal([first[2], first[0], first[1]], await Pass(loader, [2, 0, 1], 0));
    }

    [Fact]
    public async Task ReadAsync_ImageTwiceInAnEpoch_IsDrawnTwice()
    {
        using var loader = new ImageBatchLoader(Repository.Photos(2), new ImageBatchLoaderOptions { Width = 32, Height = 32, Augmentation = Augmentation.Standard });
        var pass = await Pass(loader, [0, 1, 0, 0], 4);
        Assert.Equal(4, pass.Distinct().Count());
        Assert.Equal(pass, await Pass(loader, [0, 1, 0, 0], 4));
    }

    [Fact]
    public async Task ReadAsync_StandardizationAlone_LeavesTheEvaluationPixels()
    {
        var photos = Repository.Photos(3);
        var options = new ImageBatchLoaderOptions { Width = 32, Height = 32 };
        using var plain = new ImageBatchLoader(photos, options);
        using var standardized = new ImageBatchLoader(photos, options with { Augmentation = Augmentation.Parse("rescale=0.5,samplewise-center") });
        Assert.Equal(await Pass(plain, null, 0), await Pass(standardized, null, 3));
    }

    [Fact]
    public async Task ReadAsync_MemoryMode_DoesNotReadTheFilesAgain()
    {
        var photo = _folder.File("photo.jpg");
        File.Copy(Repository.Photos(1)[0], photo);
        var options = new ImageBatchLoaderOptions { Width = 32, Height = 32, Augmentation = Augmentation.Standard, DataCaching = DataCaching.Memory };
        using var loader = new ImageBatchLoader([photo, _folder.File("none.jpg")], options);
        Assert.True(loader.KeepsInMemory);
        var first = await Pass(loader, null, 0);
        File.Delete(photo);
        Assert.Equal(first, await Pass(loader, null, 0));
        Assert.Single(first);
    }

    [Fact]
    public void Keep_BudgetUsedUp_KeepsNoMore()
    {
        using var image = Drawing.Smooth(10, 10);
        var prepared = new PreparedImage(image.Info, image.GetPixels(), image.Info.Size);
        var kept = new ImageCache(4, 1000);
        for (var i = 0; i < 3; i++)
        {
            kept.Keep(i, prepared, null);
            kept.Keep(i, prepared, null);
        }

        Assert.Equal(800, kept.Bytes);
        Assert.True(kept.Find(0)!.Value.Bytes.SequenceEqual(prepared.Bytes));
        Assert.Null(kept.Find(2));
        kept.Keep(3, default, new ImageError("a", "IMG_EMPTY", "b"));
        Assert.Equal("IMG_EMPTY", kept.Error(3)?.Code);
    }

    [Fact]
    public void Augmentation_OutOfRange_IsRefused()
    {
        var exception = Assert.Throws<MlNetCnnException>(
            () => new ImageBatchLoader([], new ImageBatchLoaderOptions { Augmentation = new Augmentation { Hue = 3 } }));
        Assert.Equal("OPTION_OUT_OF_RANGE", exception.Code);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string[]> Epochs(string[] photos, ImageBatchLoaderOptions options)
    {
        using var loader = new ImageBatchLoader(photos, options);
        return [.. await Pass(loader, null, 0), .. await Pass(loader, null, 1)];
    }

    /// <summary>Returns a text for each image that identifies its pixels.</summary>
    private static async Task<string[]> Pass(ImageBatchLoader loader, int[]? order, int epoch)
    {
        var images = new List<string>();
        await foreach (var batch in loader.ReadAsync(order, epoch, TestContext.Current.CancellationToken))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var bytes = MemoryMarshal.AsBytes(batch.Pixels.Slice(i * batch.PixelValueCount, batch.PixelValueCount));
                images.Add(Convert.ToHexString(SHA256.HashData(bytes)));
            }
        }

        return [.. images];
    }
}
