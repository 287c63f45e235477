using SkiaSharp;
using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public class ContactSheetTests
{
    [Fact]
    public void ToPng_Grid_HoldsEveryPictureAndWordsUnderIt()
    {
        using var sheet = new ContactSheet();
        sheet.AddText("three images");
        sheet.AddGrid([Cell(SKColors.Red), Cell(SKColors.Lime), Cell(SKColors.Blue)], 2);

        using var png = SKBitmap.Decode(sheet.ToPng());

        var pixels = png.Pixels;
        Assert.All(new[] { SKColors.Red, SKColors.Lime, SKColors.Blue }, color => Assert.Equal(60 * 40, pixels.Count(pixel => pixel == color)));
        Assert.Equal(SKColors.White, png.GetPixel(png.Width - 1, png.Height - 1));
        Assert.Equal(Row(png, SKColors.Red), Row(png, SKColors.Lime));
        Assert.True(Row(png, SKColors.Blue) > Row(png, SKColors.Red) + 40);
    }

    [Fact]
    public void ToPng_TooManyPictures_IsRefusedBeforeMemoryRunsOut()
    {
        using var sheet = new ContactSheet();
        sheet.AddGrid([.. Enumerable.Range(0, 300).Select(_ => new SheetCell(new SKBitmap(1000, 400), []))], 1);

        var exception = Assert.Throws<MlNetCnnException>(sheet.ToPng);

        Assert.Equal((ErrorKind.Usage, "SHEET_TOO_LARGE"), (exception.Kind, exception.Code));
    }

    private static SheetCell Cell(SKColor color) => new(SheetImages.Of([.. Enumerable.Repeat(color, 60 * 40)], 60, 40), "some words that take more than one line");

    private static int Row(SKBitmap image, SKColor color) => Array.IndexOf(image.Pixels, color) / image.Width;
}
