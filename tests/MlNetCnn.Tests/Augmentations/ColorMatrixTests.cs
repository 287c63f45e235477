using Xunit;

namespace MlNetCnn.Tests;

public sealed class ColorMatrixTests
{
    private const double Tolerance = 0.01;

    // Not a multiple of any vector length.
    private static readonly float[] Pixels = Drawing.Random(13, 7);

    [Theory]
    [InlineData(0)]
    [InlineData(0.7)]
    [InlineData(1.4)]
    public void Brightness_Factor_MultipliesEveryValue(double factor) =>
        AssertEach(ColorMatrix.Brightness(factor), color => [.. color.Select(c => c * factor)]);

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1.5)]
    public void Contrast_Factor_MultipliesDistancesFromMidGray(double factor) =>
        AssertEach(ColorMatrix.Contrast(factor), color => [.. color.Select(c => 127.5 + ((c - 127.5) * factor))]);

    [Theory]
    [InlineData(0)]
    [InlineData(0.6)]
    [InlineData(1.8)]
    public void Saturation_Factor_MultipliesDistancesFromGray(double factor) =>
        AssertEach(ColorMatrix.Saturation(factor), color => [.. color.Select(c => Gray(color) + ((c - Gray(color)) * factor))]);

    [Fact]
    public void Shift_Values_AreAddedToTheirChannels() =>
        AssertEach(ColorMatrix.Shift(10, -20, 30), color => [color[0] + 10, color[1] - 20, color[2] + 30]);

    [Theory]
    [InlineData(0.1)]
    [InlineData(-0.25)]
    [InlineData(0.5)]
    public void Hue_Turn_RotatesTheColorDifferences(double turn)
    {
        var (sine, cosine) = Math.SinCos(2 * Math.PI * turn);
        AssertEach(ColorMatrix.Hue(turn), color =>
        {
            // JFIF 1.02.
            var (cb, cr) = ((color[2] - Gray(color)) / 1.772, (color[0] - Gray(color)) / 1.402);
            (cb, cr) = ((cosine * cb) - (sine * cr), (sine * cb) + (cosine * cr));
            return [Gray(color) + (1.402 * cr), Gray(color) - (0.344136 * cb) - (0.714136 * cr), Gray(color) + (1.772 * cb)];
        });
    }

    [Fact]
    public void Hue_ThirdOfACircle_TurnsRedIntoGreen()
    {
        float[] pixels = [200, 60, 60];
        ColorMatrix.Hue(1.0 / 3).Apply(pixels);
        Assert.True(pixels[1] > pixels[0] && pixels[1] > pixels[2], string.Join(' ', pixels));
    }

    [Fact]
    public void Then_SeveralChanges_EqualsThemOneByOneClippedOnlyAtTheEnd()
    {
        var matrix = ColorMatrix.Brightness(1.9).Then(ColorMatrix.Contrast(0.5)).Then(ColorMatrix.Saturation(0.3)).Then(ColorMatrix.Shift(5, 0, -5));
        AssertEach(matrix, color =>
        {
            double[] bright = [.. color.Select(c => 127.5 + (((c * 1.9) - 127.5) * 0.5))];
            var gray = Gray(bright);
            return [(gray * 0.7) + (bright[0] * 0.3) + 5, (gray * 0.7) + (bright[1] * 0.3), (gray * 0.7) + (bright[2] * 0.3) - 5];
        });
    }

    [Fact]
    public void Then_ChangeAndItsOpposite_LoseNothing()
    {
        var pixels = Pixels.ToArray();
        ColorMatrix.Brightness(4).Then(ColorMatrix.Brightness(0.25)).Apply(pixels);
        Running.AssertClose(Pixels, pixels);
        Assert.True(ColorMatrix.Brightness(4).Then(ColorMatrix.Brightness(0.25)).IsIdentity);
    }

    private static double Gray(double[] color) => (0.299 * color[0]) + (0.587 * color[1]) + (0.114 * color[2]);

    private static void AssertEach(ColorMatrix matrix, Func<double[], double[]> expected)
    {
        var pixels = Pixels.ToArray();
        matrix.Apply(pixels);
        var length = Pixels.Length / 3;
        for (var i = 0; i < length; i++)
        {
            var requested = expected([Pixels[i], Pixels[length + i], Pixels[(2 * length) + i]]);
            for (var channel = 0; channel < 3; channel++)
            {
                Assert.Equal(Math.Clamp(requested[channel], 0, 255), pixels[(channel * length) + i], Tolerance);
            }
        }
    }
}
