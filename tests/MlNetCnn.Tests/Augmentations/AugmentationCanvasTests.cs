using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class AugmentationCanvasTests
{
    private const int Side = 40;
    private const double Centre = Side / 2.0;

    public static TheoryData<FillMode> Fills() => [.. Enum.GetValues<FillMode>()];

    [Fact]
    public void Draw_HorizontalFlip_MirrorsEveryPixel() =>
        AssertExact(d => d.Zoom(-1, 1), (x, y) => (Side - 1 - x, y));

    [Fact]
    public void Draw_VerticalFlip_MirrorsEveryPixel() =>
        AssertExact(d => d.Zoom(1, -1), (x, y) => (x, Side - 1 - y));

    [Theory]
    [InlineData(ResizeMode.Crop, 224, 224)]
    [InlineData(ResizeMode.Crop, 250, 187)]
    [InlineData(ResizeMode.Pad, 250, 187)]
    [InlineData(ResizeMode.Squash, 100, 130)]
    public void Draw_PureMirror_IsEvaluationWithItsRowsReversed(ResizeMode mode, int width, int height)
    {
        const int Input = 224;
        using var image = Drawing.Noise(width, height);
        var evaluation = Drawing.Run(image, SampledAugmentation.None, Input, Input, mode);
        var rows = evaluation.Chunk(Input).ToArray();
        var planes = rows.Chunk(Input).ToArray();

        Assert.Equal(rows.SelectMany(row => row.Reverse()), Mirrored(-1, 1));
        Assert.Equal(planes.SelectMany(plane => plane.Reverse()).SelectMany(row => row), Mirrored(1, -1));
        Assert.Equal(planes.SelectMany(plane => plane.Reverse()).SelectMany(row => row.Reverse()), Mirrored(-1, -1));

        float[] Mirrored(double x, double y) => Drawing.Run(image, Drawing.Draw(Input, Input, d => d.Zoom(x, y)), Input, Input, mode);
    }

    [Theory]
    [MemberData(nameof(Fills))]
    public void Draw_CropWithinTheImage_IsNowhereAPixelOff(FillMode fill)
    {
        const int Input = 299;
        const int Whole = 224;
        const double Crop = 150;
        using var waves = Drawing.Create(Whole, Whole, (x, y) => new SKColor(Wave(x), Wave(y), 0));
        var crop = new CropCandidate(Crop * Crop / (Whole * Whole), 1, 0.2, 0.7);
        var expected = SlowWarp.Run(
            waves, Input, Input, (x, y) => ((0.2 * (Whole - Crop)) + (x * Crop / Input), (0.7 * (Whole - Crop)) + (y * Crop / Input)), fill);

        // Neighboring pixels differ by 25 gray levels; the filter is bicubic, the reference implementation's is not.
        AssertClose(expected, Drawing.Run(waves, new SampledAugmentation { Crops = [crop] }, Input, Input, fill: fill), 4, Input);

        static byte Wave(int position) => (byte)(25 * Math.Abs((position % 20) - 10));
    }

    [Fact]
    public void Draw_RotateBy90_TurnsClockwise() =>
        AssertExact(d => d.Rotate(90), (x, y) => (y, Side - 1 - x));

    [Fact]
    public void Draw_RotateBy180_PutsTheImageUpsideDown() =>
        AssertExact(d => d.Rotate(180), (x, y) => (Side - 1 - x, Side - 1 - y));

    [Theory]
    [InlineData(FillMode.Reflect, 9, 4)]
    [InlineData(FillMode.Nearest, 0, 0)]
    [InlineData(FillMode.Wrap, 30, 35)]
    public void Draw_ShiftByWholePixels_ShowsTheFillWhereTheImageWas(FillMode fill, int firstColumn, int firstRow)
    {
        using var image = Drawing.Distinct(Side, Side);
        var pixels = Drawing.Run(image, Drawing.Draw(Side, Side, d => d.Shift(10.0 / Side, 5.0 / Side)), Side, Side, fill: fill);
        AssertPixel(image.GetPixel(0, 0), pixels, 10, 5);
        AssertPixel(image.GetPixel(29, 34), pixels, 39, 39);
        AssertPixel(image.GetPixel(firstColumn, firstRow), pixels, 0, 0);
        AssertPixel(image.GetPixel(3, firstRow), pixels, 13, 0);
        AssertPixel(image.GetPixel(firstColumn, 7), pixels, 0, 12);
    }

    [Fact]
    public void Draw_ShiftWithConstantFill_ShowsTheValue()
    {
        using var image = Drawing.Distinct(Side, Side);
        var pixels = Drawing.Run(image, Drawing.Draw(Side, Side, d => d.Shift(0.25, 0)), Side, Side, fill: FillMode.Constant, fillValue: 77);
        AssertPixel(new SKColor(77, 77, 77), pixels, 0, 0);
        AssertPixel(new SKColor(77, 77, 77), pixels, 9, 39);
        AssertPixel(image.GetPixel(0, 20), pixels, 10, 20);
    }

    [Theory]
    [MemberData(nameof(Fills))]
    public void Draw_Rotation_EqualsTheReference(FillMode fill)
    {
        var (sine, cosine) = Math.SinCos(25 * Math.PI / 180);
        AssertClose(d => d.Rotate(25), (x, y) => ((cosine * x) + (sine * y), (cosine * y) - (sine * x)), fill);
    }

    [Theory]
    [MemberData(nameof(Fills))]
    public void Draw_Shear_EqualsTheReference(FillMode fill)
    {
        AssertClose(d => d.Shear(0.4, 0), (x, y) => (x - (0.4 * y), y), fill);
        AssertClose(d => d.Shear(0, -0.3), (x, y) => (x, y + (0.3 * x)), fill);
    }

    [Theory]
    [MemberData(nameof(Fills))]
    public void Draw_Zoom_EqualsTheReference(FillMode fill)
    {
        AssertClose(d => d.Zoom(1.5, 1.2), (x, y) => (x / 1.5, y / 1.2), fill);
        AssertClose(d => d.Zoom(0.8, 0.9), (x, y) => (x / 0.8, y / 0.9), fill);
    }

    [Theory]
    [MemberData(nameof(Fills))]
    public void Draw_Shift_EqualsTheReference(FillMode fill) =>
        AssertClose(d => d.Shift(-0.26, 0.17), (x, y) => (x + (0.26 * Side), y - (0.17 * Side)), fill);

    [Theory]
    [MemberData(nameof(Fills))]
    public void Draw_EverythingAtOnce_EqualsTheReferenceOfTheStepsBackwards(FillMode fill)
    {
        var (sine, cosine) = Math.SinCos(-15 * Math.PI / 180);
        AssertClose(
            d =>
            {
                d.Zoom(1.1, 1.1);
                d.Shear(0.2, 0);
                d.Rotate(-15);
                d.Shift(0.1, -0.05);
                d.Zoom(-1, 1);
            },
            (x, y) =>
            {
                x = -x;
                (x, y) = (x - (0.1 * Side), y + (0.05 * Side));
                (x, y) = ((cosine * x) + (sine * y), (cosine * y) - (sine * x));
                x -= 0.2 * y;
                return (x / 1.1, y / 1.1);
            },
            fill);
    }

    [Theory]
    [InlineData(ResizeMode.Crop, 60, 40)]
    [InlineData(ResizeMode.Crop, 40, 70)]
    [InlineData(ResizeMode.Pad, 40, 40)]
    public void Draw_Crop_ShowsThatRectangleOfTheImage(ResizeMode mode, int width, int height)
    {
        using var image = Drawing.Smooth(width, height);
        var crop = new CropCandidate(0.36, 1.21, 0.3, 0.9);

        // The area is a fraction of the square that evaluation sees; the position is in the whole image.
        var square = Math.Min(width, height);
        var (cropWidth, cropHeight) = (square * 0.6 * 1.1, square * 0.6 / 1.1);
        var (left, top) = (0.3 * (width - cropWidth), 0.9 * (height - cropHeight));
        var expected = SlowWarp.Run(
            image, Side, Side, (x, y) => (left + (x * cropWidth / Side), top + (y * cropHeight / Side)), FillMode.Reflect);
        var pixels = Drawing.Run(image, new SampledAugmentation { Crops = [crop] }, Side, Side, mode);
        AssertClose(expected, pixels, 3);
    }

    [Fact]
    public void Draw_CropOfAPaddedImage_ShowsItsBarsInBlack()
    {
        using var image = Drawing.Create(80, 40, (_, _) => SKColors.White);
        var sample = new SampledAugmentation { Crops = [new CropCandidate(0.25, 1, 0, 0)] };
        var pixels = Drawing.Run(image, sample, Side, Side, ResizeMode.Pad, FillMode.Reflect, 200);

        // The upper left quarter of the square, half of which is a bar.
        AssertPixel(SKColors.Black, pixels, 5, 5);
        AssertPixel(SKColors.Black, pixels, 35, 18);
        AssertPixel(SKColors.White, pixels, 5, 22);
        AssertPixel(SKColors.White, pixels, 35, 35);
    }

    [Fact]
    public void Draw_NoCropFits_ShowsWhatEvaluationSees()
    {
        using var image = Drawing.Smooth(60, 40);
        var sample = new SampledAugmentation { Crops = [new CropCandidate(1, 0.5, 0, 0), new CropCandidate(1, 3, 0, 0)] };
        Assert.Equal(Drawing.Run(image, SampledAugmentation.None, Side, Side), Drawing.Run(image, sample, Side, Side));
    }

    [Fact]
    public void Draw_FirstCropWithoutRoom_TakesTheNext()
    {
        using var image = Drawing.Smooth(60, 40);
        var fits = new CropCandidate(0.5, 1, 0.2, 0.7);
        var first = Drawing.Run(image, new SampledAugmentation { Crops = [fits] }, Side, Side);
        Assert.Equal(first, Drawing.Run(image, new SampledAugmentation { Crops = [new CropCandidate(1, 0.5, 0, 0), fits] }, Side, Side));
    }

    [Fact]
    public void Draw_OperationsThatCancelOut_LeaveACheckerboardSharp()
    {
        using var board = Drawing.Create(Side, Side, (x, y) => (x + y) % 2 == 0 ? SKColors.Black : SKColors.White);
        var sample = Drawing.Draw(Side, Side, d =>
        {
            d.Rotate(20);
            d.Zoom(1.3, 1.3);
            d.Shift(0.13, 0.07);
            d.Shift(-0.13, -0.07);
            d.Zoom(1 / 1.3, 1 / 1.3);
            d.Rotate(-20);
        });
        var pixels = Drawing.Run(board, sample, Side, Side);

        // Interpolated at each step, a checkerboard of single pixels would be an even gray.
        Assert.All(pixels, value => Assert.True(value is <= 10 or >= 245, $"a cell of the board is {value}"));
    }

    [Fact]
    public void Draw_Shrinking_AveragesInsteadOfPicking()
    {
        using var board = Drawing.Create(8 * Side, 8 * Side, (x, y) => (x + y) % 2 == 0 ? SKColors.Black : SKColors.White);
        var pixels = Drawing.Run(board, Drawing.Draw(Side, Side, d => d.Rotate(10)), Side, Side);
        Assert.All(pixels, value => Assert.InRange(value, 110, 145));
    }

    private static void AssertExact(Action<SampledAugmentationBuilder> say, Func<int, int, (int X, int Y)> from)
    {
        using var image = Drawing.Distinct(Side, Side);
        var pixels = Drawing.Run(image, Drawing.Draw(Side, Side, say), Side, Side);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var (sourceX, sourceY) = from(x, y);
                AssertPixel(image.GetPixel(sourceX, sourceY), pixels, x, y);
            }
        }
    }

    /// <summary>Compares with <see cref="SlowWarp"/>; <paramref name="back"/> maps the result to the image, both relative to their centers.</summary>
    private static void AssertClose(Action<SampledAugmentationBuilder> say, Func<double, double, (double X, double Y)> back, FillMode fill)
    {
        // Higher than wide: evaluation sees the middle, and a move reveals what is outside.
        const int Height = Side + 20;
        using var image = Drawing.Smooth(Side, Height);
        (double X, double Y) From(double x, double y)
        {
            var (fromX, fromY) = back(x - Centre, y - Centre);
            return (fromX + Centre, fromY + (Height / 2.0));
        }

        var expected = SlowWarp.Run(image, Side, Side, From, fill, 128);
        var pixels = Drawing.Run(image, Drawing.Draw(Side, Side, say), Side, Side, fill: fill, fillValue: 128);
        if (fill is FillMode.Constant or FillMode.Wrap)
        {
            // At the border of the image the colors change abruptly, and filters may differ there.
            for (var i = 0; i < expected.Length; i++)
            {
                var (x, y) = From((i % Side) + 0.5, (i / Side % Side) + 0.5);
                if (FromBorder(x, Side) < 1.5 || FromBorder(y, Height) < 1.5)
                {
                    expected[i] = pixels[i];
                }
            }
        }

        AssertClose(expected, pixels, 4);
    }

    private static double FromBorder(double position, double length) => Math.Abs(position - (length * Math.Round(position / length)));

    private static void AssertClose(float[] expected, float[] pixels, float tolerance, int width = Side)
    {
        var (worst, place) = expected.Zip(pixels, (e, p) => Math.Abs(e - p)).Select((difference, i) => (difference, i)).Max();
        Assert.True(worst <= tolerance, $"value {place} ({place % width}, {place / width % width}) is {pixels[place]} instead of {expected[place]}");
    }

    private static void AssertPixel(SKColor expected, float[] pixels, int x, int y)
    {
        var (red, green, blue) = Decoding.At(pixels, x, y, Side);
        Assert.InRange(red, expected.Red - 1, expected.Red + 1);
        Assert.InRange(green, expected.Green - 1, expected.Green + 1);
        Assert.InRange(blue, expected.Blue - 1, expected.Blue + 1);
    }
}
