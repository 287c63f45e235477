using Xunit;

namespace MlNetCnn.Tests;

public sealed class StockDifferenceCounterTests
{
    private const PictureTraits Scaled = PictureTraits.ScaledDecode | PictureTraits.StockDiffers;

    [Fact]
    public void Add_PicturesOfEveryCause_AreCountedByIt()
    {
        var counter = new StockDifferenceCounter();
        counter.Add("plain", PictureTraits.WrongExtension, null);
        counter.Add("black", PictureTraits.Transparent, null);
        counter.Add("turned", PictureTraits.Oriented | Scaled, null);
        counter.Add("clear", PictureTraits.Transparent | PictureTraits.FullyTransparent | PictureTraits.StockDiffers, null);
        counter.Add("cut", PictureTraits.None, new ImageFault("cut", "IMG_TRUNCATED", "ends early"));
        counter.Add("gone", PictureTraits.None, new ImageFault("gone", "IMG_NOT_FOUND", "is not there"));

        var counted = counter.ToDifferences();

        Assert.Equal(
            (3, 1, 1, 1, 1, 1),
            (counted.Count, counted.Oriented, counted.Transparent, counted.FullyTransparent, counted.ScaledDecode, counted.Truncated));
        Assert.Equal(["turned", "clear", "cut"], counted.Examples);
    }

    [Fact]
    public void ToDifferences_MorePicturesThanExamples_NamesTheOnlyShrunkOnesLast()
    {
        var counter = new StockDifferenceCounter();
        for (var i = 0; i < 9; i++)
        {
            counter.Add($"large{i}", Scaled | PictureTraits.WrongExtension, null);
        }

        counter.Add("turned", PictureTraits.Oriented | Scaled, null);

        Assert.Equal(["turned", "large0", "large1", "large2", "large3"], counter.ToDifferences().Examples);
    }
}
