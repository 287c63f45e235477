using Xunit;

namespace MlNetCnn.Tests;

public sealed class PixelPassTests
{
    private const int Width = 24;
    private const int Height = 17;
    private const int Plane = Width * Height;

    private static readonly float[] Pixels = Drawing.Random(Width, Height);

    public static TheoryData<int> Operations() => [.. Enumerable.Range(0, RandomOperations.Count)];

    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    [InlineData(1)]
    public void Posterize_Bits_KeepsTheHighestOnes(int bits) =>
        Assert.Equal(Pixels.Select(p => (float)((int)p & (0xFF << (8 - bits)))), Run(new PosterizeOperation(bits)));

    [Fact]
    public void Solarize_Threshold_TurnsWhatIsAboveIntoItsNegative() =>
        Assert.Equal(Pixels.Select(p => p < 100 ? p : 255 - p), Run(new SolarizeOperation(100)));

    [Fact]
    public void AutoContrast_DullChannel_IsStretchedToTheWholeRange()
    {
        var dull = Pixels.Select((p, i) => i < Plane ? 50 + (p / 5) : p).ToArray();
        var (min, max) = (dull[..Plane].Min(), dull[..Plane].Max());
        var stretched = Run(new AutoContrastOperation(), dull);
        Running.AssertClose([.. dull[..Plane].Select(p => (p - min) * 255 / (max - min))], stretched[..Plane]);
        Assert.Equal((0f, 255f), (stretched[..Plane].Min(), stretched[..Plane].Max()));
    }

    [Fact]
    public void AutoContrast_EvenChannel_StaysAsItIs()
    {
        float[] even = [.. Enumerable.Repeat(93f, 3 * Plane)];
        Assert.Equal(even, Run(new AutoContrastOperation(), even));
        Assert.Equal(even, Run(new EqualizeOperation(), even));
    }

    [Fact]
    public void Equalize_DarkChannel_FollowsTheCumulativeHistogram()
    {
        var dark = Pixels.Select(p => MathF.Floor(p * p / 1000)).ToArray();
        var equalized = Run(new EqualizeOperation(), dark);
        var plane = dark[..Plane];
        var step = (Plane - plane.Count(p => p == plane.Max())) / 255;
        for (var i = 0; i < Plane; i++)
        {
            var below = plane.Count(p => p < plane[i]);
            Assert.Equal(Math.Min(255, (below + (step / 2)) / step), equalized[i]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1.9)]
    public void Sharpness_Factor_MovesPixelsFromTheSmoothedImage(double factor)
    {
        var sharpened = Run(new SharpnessOperation((float)factor));
        for (var i = 0; i < Pixels.Length; i++)
        {
            var (x, y) = (i % Width, i / Width % Height);
            var expected = (double)Pixels[i];
            if (x is > 0 and < Width - 1 && y is > 0 and < Height - 1)
            {
                var sum = 4.0 * Pixels[i];
                for (var dy = -1; dy <= 1; dy++)
                {
                    for (var dx = -1; dx <= 1; dx++)
                    {
                        sum += Pixels[i + (dy * Width) + dx];
                    }
                }

                expected = Math.Clamp((sum / 13 * (1 - factor)) + (Pixels[i] * factor), 0, 255);
            }

            Assert.Equal(expected, sharpened[i], 0.01);
        }
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1.5)]
    [InlineData(9)]
    public void Blur_Deviation_EqualsTheConvolution(double deviation)
    {
        var blurred = Run(new GaussianBlurOperation(deviation));
        var radius = (int)Math.Ceiling(3 * deviation);
        foreach (var i in Enumerable.Range(0, Pixels.Length).Where(i => i % 31 == 0))
        {
            double sum = 0, weights = 0;
            for (var dy = -radius; dy <= radius; dy++)
            {
                for (var dx = -radius; dx <= radius; dx++)
                {
                    var weight = Math.Exp(-((dx * dx) + (dy * dy)) / (2 * deviation * deviation));
                    var (x, y) = (Mirrored((i % Width) + dx, Width), Mirrored((i / Width % Height) + dy, Height));
                    sum += weight * Pixels[(i / Plane * Plane) + (y * Width) + x];
                    weights += weight;
                }
            }

            Assert.Equal(sum / weights, blurred[i], 0.02);
        }
    }

    [Fact]
    public void Noise_Deviation_IsThatOfTheDifferences()
    {
        float[] gray = [.. Enumerable.Repeat(127f, 3 * 100 * 100)];
        var noisy = gray.ToArray();
        new GaussianNoiseOperation(12, 5).Apply(noisy, 100, 100);
        var differences = noisy.Select(p => (double)p - 127).ToArray();
        Assert.InRange(differences.Average(), -0.4, 0.4);
        Assert.InRange(Math.Sqrt(differences.Average(d => d * d)), 11.7, 12.3);
    }

    [Fact]
    public void Erasing_Rectangle_ReplacesJustThat()
    {
        float[] gray = [.. Enumerable.Repeat(300f, 3 * Plane)];
        new ErasingOperation(0.5, 1, 0.25, 0.5, 3).Apply(gray, Width, Height);
        for (var i = 0; i < gray.Length; i++)
        {
            // 6 wide in the middle of 24; 8 high at the bottom of 17.
            var (x, y) = (i % Width, i / Width % Height);
            Assert.Equal(x is >= 9 and < 15 && y >= 9, gray[i] <= 255);
        }
    }

    [Fact]
    public void Function_Values_AreClippedAndRandomNumbersRepeat()
    {
        PixelFunction function = (pixels, _, _, random) =>
        {
            pixels[0] = -5;
            pixels[1] = 500;
            pixels[2] = random.Next(256);
        };
        var first = Run(new FunctionOperation(function, 9));
        Assert.Equal((0f, 255f), (first[0], first[1]));
        Assert.Equal(first, Run(new FunctionOperation(function, 9)));
    }

    [Fact]
    public void Function_LeavesNaN_IsNamedAsTheCause()
    {
        var exception = Assert.Throws<MlNetCnnException>(() => Run(new FunctionOperation((pixels, _, _, _) => pixels[7] = float.NaN, 1)));
        Assert.Equal((ErrorKind.Usage, "AUGMENT_FUNCTION"), (exception.Kind, exception.Code));
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void RandomOperation_AnyStrength_StaysInRange(int operation)
    {
        using var image = Drawing.Distinct(Width, Height);
        var seen = new HashSet<string>();
        foreach (var strengths in new[] { OperationStrengths.RandAugment, OperationStrengths.TrivialAugment })
        {
            foreach (var level in new[] { 0, 0.3, 1 })
            {
                var builder = new SampledAugmentationBuilder(Width, Height);
                RandomOperations.Apply(builder, operation, level, strengths, new SeededRandom(operation));
                var sample = builder.ToSample();
                var pixels = Drawing.Run(image, sample, Width, Height);
                sample.Color.Apply(pixels);
                foreach (var pass in sample.Operations)
                {
                    pass.Apply(pixels, Width, Height);
                }

                Assert.All(pixels, value => Assert.InRange(value, 0, 255));
                seen.Add(string.Join(',', pixels));
            }
        }

        // Only the operation that does nothing returns the same image at all strengths; two operations have no strength.
        Assert.Equal(operation is 0 or 12 or 13, seen.Count == 1);
    }

    private static int Mirrored(int position, int length)
    {
        while (position < 0 || position >= length)
        {
            position = position < 0 ? -1 - position : (2 * length) - 1 - position;
        }

        return position;
    }

    private static float[] Run(IImageOperation pass, float[]? pixels = null)
    {
        var changed = (pixels ?? Pixels).ToArray();
        pass.Apply(changed, Width, Height);
        return changed;
    }
}
