using System.Numerics.Tensors;

namespace MlNetCnn.Augmentations;

/// <summary>The operations that cannot be expressed as a matrix and change the pixels of the network's input.</summary>
internal static class PixelOperations
{
    /// <summary>The operations, in the order in which a spec writes them.</summary>
    public static IReadOnlyList<AugmentationOperation> All { get; } =
    [
        new(
            14, Blur,
            new NumberParameter("blur", 0, 20, "the maximum standard deviation in pixels", a => a.Blur, (a, x) => a with { Blur = x }) { Effect = "blurring" }),
        new(
            15, AddNoise,
            new NumberParameter("noise", 0, 255, "the maximum standard deviation", a => a.Noise, (a, x) => a with { Noise = x }) { Effect = "noise" }),
        new(
            16, Erase,
            new NumberParameter("erase", 0, 1, "a probability", a => a.Erasing, (a, x) => a with { Erasing = x }) { Effect = "erasing" },
            new RangeParameter("erase-area", 0.001, 1, "fractions of the input", a => a.ErasingArea, (a, r) => a with { ErasingArea = r!.Value }),
            new RangeParameter("erase-aspect", 0.1, 10, "height over width", a => a.ErasingAspect, (a, r) => a with { ErasingAspect = r!.Value })),
    ];

    private static void Blur(Augmentation augmentation, SampledAugmentationBuilder sample, SeededRandom random)
    {
        if (random.Between(0, augmentation.Blur) is > GaussianBlurOperation.Min and var blur)
        {
            sample.Add(new GaussianBlurOperation(blur), $"blur {blur:0.0}");
        }
    }

    private static void AddNoise(Augmentation augmentation, SampledAugmentationBuilder sample, SeededRandom random)
    {
        var deviation = random.Between(0, augmentation.Noise);
        sample.Add(new GaussianNoiseOperation(deviation, (long)random.NextBits()), $"noise {deviation:0.0}");
    }

    private static void Erase(Augmentation augmentation, SampledAugmentationBuilder sample, SeededRandom random)
    {
        if (!random.Happens(augmentation.Erasing))
        {
            return;
        }

        // A rectangle that is larger than the image in one direction is clipped to it.
        var area = random.Between(augmentation.ErasingArea.From, augmentation.ErasingArea.To);
        var aspect = augmentation.ErasingAspect.SampleRatio(random);
        sample.Add(new ErasingOperation(
            random.NextDouble(), random.NextDouble(),
            Math.Min(1, Math.Sqrt(area / aspect)), Math.Min(1, Math.Sqrt(area * aspect)), (long)random.NextBits()), $"{100 * area:0} % erased");
    }
}

/// <summary>Adds normally distributed noise to every value.</summary>
/// <param name="Deviation">Its standard deviation, on the scale of 0..255.</param>
/// <param name="Seed">The seed of the noise.</param>
internal sealed record GaussianNoiseOperation(double Deviation, long Seed) : IImageOperation
{
    /// <inheritdoc/>
    public void Apply(Span<float> pixels, int width, int height)
    {
        var random = new SeededRandom(Seed);
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = Math.Clamp(pixels[i] + (float)(Deviation * random.NextNormal()), 0, 255);
        }
    }
}

/// <summary>Replaces a rectangle with random values (RE-R in the paper, its best variant).</summary>
/// <param name="Left">Its left border, as a fraction of the remaining width, 0..1.</param>
/// <param name="Top">Its top border, as a fraction of the remaining height, 0..1.</param>
/// <param name="Width">Its width, as a fraction of the input's.</param>
/// <param name="Height">Its height, as a fraction of the input's.</param>
/// <param name="Seed">The seed of the values.</param>
internal sealed record ErasingOperation(double Left, double Top, double Width, double Height, long Seed) : IImageOperation
{
    /// <inheritdoc/>
    public void Apply(Span<float> pixels, int width, int height)
    {
        var (w, h) = ((int)Math.Round(Width * width), (int)Math.Round(Height * height));
        var (left, top) = ((int)Math.Round(Left * (width - w)), (int)Math.Round(Top * (height - h)));
        var random = new SeededRandom(Seed);
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = top; y < top + h; y++)
            {
                foreach (ref var value in pixels.Slice((((channel * height) + y) * width) + left, w))
                {
                    value = random.Next(256);
                }
            }
        }
    }
}

/// <summary>Calls the custom function.</summary>
/// <param name="Function">The function.</param>
/// <param name="Seed">The seed of its random numbers.</param>
internal sealed record FunctionOperation(PixelFunction Function, long Seed) : IImageOperation
{
    /// <inheritdoc/>
    /// <exception cref="MlNetCnnException"><c>AUGMENT_FUNCTION</c>: it produced NaN values.</exception>
    public void Apply(Span<float> pixels, int width, int height)
    {
        Function(pixels, width, height, new Random((int)Seed));
        TensorPrimitives.Max(pixels, 0, pixels);
        TensorPrimitives.Min(pixels, 255, pixels);

        // The values are clipped, so their sum is NaN only if one of them is.
        if (float.IsNaN(TensorPrimitives.Sum<float>(pixels)))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.AugmentFunction, "the augmentation function produced a value that is not a number",
                expected: "numbers from 0 to 255", received: "NaN", fix: "look for a division by zero or similar in the function");
        }
    }
}
