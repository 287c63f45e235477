using Xunit;

namespace MlNetCnn.Tests;

public sealed class ImageBatchLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(DataCaching.Memory)]
    [InlineData(DataCaching.Disk)]
    public async Task ReadAsync_EveryPass_GivesThePixelsOfTheDecoder(DataCaching loading)
    {
        var photos = Repository.Photos(7);
        var options = new ImageBatchLoaderOptions { Width = 64, Height = 64, BatchSize = 3, DataCaching = loading };
        using var loader = new ImageBatchLoader(photos, options);
        using var decoder = new ImageDecoder(new ImageInput(64, 64, ResizeMode.Crop, ResizeFactor.Default), ImageDecoderOptions.Default);
        for (var pass = 0; pass < 2; pass++)
        {
            var seen = new List<int>();
            await foreach (var batch in loader.ReadAsync(cancellationToken: TestContext.Current.CancellationToken))
            {
                for (var i = 0; i < batch.Count; i++)
                {
                    var expected = new float[decoder.PixelValueCount];
                    Assert.Null(decoder.Decode(photos[batch.Indices[i]], expected));
                    Assert.Equal(expected, batch.Pixels.Slice(i * batch.PixelValueCount, batch.PixelValueCount).ToArray());
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
        await foreach (var batch in loader.ReadAsync([4, 2, 0, 2], cancellationToken: TestContext.Current.CancellationToken))
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
        var exception = Assert.Throws<MlNetCnnException>(() => new ImageBatchLoader(Repository.Photos(5), options with { DataCaching = DataCaching.Memory }));
        Assert.Equal("DATA_OVER_MEMORY_BUDGET", exception.Code);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(int Pictures, int Errors)> Pass(ImageBatchLoader loader)
    {
        var result = (Pictures: 0, Errors: 0);
        await foreach (var batch in loader.ReadAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            result = (result.Pictures + batch.Count, result.Errors + batch.Errors.Count);
        }

        return result;
    }
}
