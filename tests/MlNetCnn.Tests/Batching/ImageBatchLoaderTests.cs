using Xunit;

namespace MlNetCnn.Tests;

public sealed class ImageBatchLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(ImageLoading.Memory)]
    [InlineData(ImageLoading.Stream)]
    public async Task ReadAsync_EveryPass_GivesThePixelsOfTheDecoder(ImageLoading loading)
    {
        var photos = Repository.Photos(7);
        var options = new ImageBatchLoaderOptions { Width = 64, Height = 64, BatchSize = 3, Loading = loading };
        using var loader = new ImageBatchLoader(photos, options);
        using var decoder = new ImageDecoder(new ImageInput(64, 64, ResizeMode.Crop, ResizeFactor.Default), ImageDecoderOptions.Default);
        for (var pass = 0; pass < 2; pass++)
        {
            var seen = new List<int>();
            await foreach (var batch in loader.ReadAsync(token: TestContext.Current.CancellationToken))
            {
                for (var i = 0; i < batch.Count; i++)
                {
                    var expected = new float[decoder.PixelLength];
                    Assert.Null(decoder.Decode(photos[batch.Indices[i]], expected));
                    Assert.Equal(expected, batch.Pixels.Slice(i * batch.PixelLength, batch.PixelLength).ToArray());
                    seen.Add(batch.Indices[i]);
                }
            }

            Assert.Equal(Enumerable.Range(0, 7), seen);
        }
    }

    [Fact]
    public async Task ReadAsync_MemoryMode_DoesNotReadTheFilesAgain()
    {
        var copies = Repository.Photos(4).Select((photo, i) => (From: photo, To: _folder.File($"{i}.jpg"))).ToArray();
        foreach (var (from, to) in copies)
        {
            File.Copy(from, to);
        }

        using var loader = new ImageBatchLoader([.. copies.Select(c => c.To), _folder.File("none.jpg")], new ImageBatchLoaderOptions { Width = 32, Height = 32 });
        Assert.True(loader.KeepsInMemory);
        var first = await Pass(loader);
        foreach (var (_, to) in copies)
        {
            File.Delete(to);
        }

        Assert.Equal(first, await Pass(loader));
        Assert.Equal((4, 1), first);
    }

    [Fact]
    public async Task ReadAsync_GivenOrder_IsFollowed()
    {
        using var loader = new ImageBatchLoader(Repository.Photos(5), new ImageBatchLoaderOptions { Width = 32, Height = 32, BatchSize = 2 });
        var seen = new List<int>();
        await foreach (var batch in loader.ReadAsync([4, 2, 0, 2], token: TestContext.Current.CancellationToken))
        {
            seen.AddRange(batch.Indices);
        }

        Assert.Equal([4, 2, 0, 2], seen);
    }

    [Fact]
    public void Loading_OverBudget_StreamsByItselfAndRefusesMemory()
    {
        var options = new ImageBatchLoaderOptions { MemoryBudgetBytes = 100_000 };
        using var loader = new ImageBatchLoader(Repository.Photos(5), options);
        Assert.False(loader.KeepsInMemory);
        var error = Assert.Throws<MlNetCnnException>(() => new ImageBatchLoader(Repository.Photos(5), options with { Loading = ImageLoading.Memory }));
        Assert.Equal("DATA_OVER_MEMORY_BUDGET", error.Code);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(int Pictures, int Faults)> Pass(ImageBatchLoader loader)
    {
        var result = (Pictures: 0, Faults: 0);
        await foreach (var batch in loader.ReadAsync(token: TestContext.Current.CancellationToken))
        {
            result = (result.Pictures + batch.Count, result.Faults + batch.Faults.Count);
        }

        return result;
    }
}
