using Xunit;

namespace MlNetCnn.Tests;

public sealed class StockDifferenceCounterTests
{
    private const ImageTraits Scaled = ImageTraits.ScaledDecode | ImageTraits.DiffersFromMlNet;

    [Fact]
    public void Add_ImagesOfEveryCause_AreCountedByIt()
    {
        var counter = new MlNetDifferenceCounter();
        counter.Add("plain", ImageTraits.WrongExtension, null);
        counter.Add("black", ImageTraits.Transparent, null);
        counter.Add("turned", ImageTraits.Oriented | Scaled, null);
        counter.Add("clear", ImageTraits.Transparent | ImageTraits.FullyTransparent | ImageTraits.DiffersFromMlNet, null);
        counter.Add("cut", ImageTraits.None, new ImageError("cut", "IMG_TRUNCATED", "is truncated"));
        counter.Add("gone", ImageTraits.None, new ImageError("gone", "IMG_NOT_FOUND", "does not exist"));

        var counted = counter.ToDifferences();

        Assert.Equal(
            (3, 1, 1, 1, 1, 1),
            (counted.Count, counted.Oriented, counted.Transparent, counted.FullyTransparent, counted.ScaledDecode, counted.Truncated));
        Assert.Equal(["turned", "clear", "cut"], counted.Examples);
    }

    [Fact]
    public void ToDifferences_MoreImagesThanExamples_NamesTheOnlyShrunkOnesLast()
    {
        var counter = new MlNetDifferenceCounter();
        for (var i = 0; i < 9; i++)
        {
            counter.Add($"large{i}", Scaled | ImageTraits.WrongExtension, null);
        }

        counter.Add("turned", ImageTraits.Oriented | Scaled, null);

        Assert.Equal(["turned", "large0", "large1", "large2", "large3"], counter.ToDifferences().Examples);
    }
}
