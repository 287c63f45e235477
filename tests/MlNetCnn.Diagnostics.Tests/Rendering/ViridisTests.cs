using SkiaSharp;
using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public class ViridisTests
{
    [Fact]
    public void Color_Ends_AreThoseOfMatplotlib()
    {
        Assert.Equal(new SKColor(0x44, 0x01, 0x54), Viridis.Color(0));
        Assert.Equal(new SKColor(0xFD, 0xE7, 0x25), Viridis.Color(1));
        Assert.Equal((Viridis.Color(0), Viridis.Color(0), Viridis.Color(1)), (Viridis.Color(-3), Viridis.Color(float.NaN), Viridis.Color(3)));
    }

    [Fact]
    public void Color_GreaterValue_IsLighter()
    {
        // Readable without color: relative luminance (WCAG 2.1) increases from end to end, except for rounding to bytes.
        var luminances = Enumerable.Range(0, 256).Select(i => Viridis.Color(i / 255f)).Select(Luminance).ToList();

        Assert.All(luminances.Zip(luminances.Skip(1)), pair => Assert.True(pair.Second > pair.First - 1e-3));
        Assert.True(luminances[^1] / luminances[0] > 20);
    }

    private static double Luminance(SKColor color) =>
        (0.2126 * Linear(color.Red)) + (0.7152 * Linear(color.Green)) + (0.0722 * Linear(color.Blue));

    private static double Linear(byte value) => value <= 10 ? value / 255.0 / 12.92 : Math.Pow(((value / 255.0) + 0.055) / 1.055, 2.4);
}
