using System.Numerics.Tensors;

namespace MlNetCnn.Augmentations;

/// <summary>
/// The operations of RandAugment (Cubuk et al., 2020) and TrivialAugment (Müller and Hutter, 2021, wide space), with torchvision's
/// magnitudes. Moves and colors go into the matrices; operations that cannot be expressed as a matrix run after them.
/// </summary>
internal static class RandomOperations
{
    /// <summary>The number of operations to sample from, including the one that does nothing.</summary>
    public const int Count = 14;

    private const int MaxMagnitude = 30;

    /// <summary>RandAugment and TrivialAugment, as operations of a spec.</summary>
    public static IReadOnlyList<AugmentationOperation> All { get; } =
    [
        new(
            12, (augmentation, sample, random) => RandAugment(sample, augmentation.RandAugment, augmentation.RandAugmentMagnitude, random),
            new NumberParameter("randaugment", 0, Count, "number of operations, an integer", a => a.RandAugment, (a, x) => a with { RandAugment = (int)x })
            {
                Bare = 2, Whole = true, Effect = "RandAugment",
            },
            new NumberParameter(
                "randaugment-magnitude", 0, MaxMagnitude, "the magnitude", a => a.RandAugmentMagnitude, (a, x) => a with { RandAugmentMagnitude = x })),
        new(
            13, (_, sample, random) => TrivialAugment(sample, random),
            new FlagParameter("trivialaugment", a => a.TrivialAugment, (a, on) => a with { TrivialAugment = on }) { Effect = "TrivialAugment" }),
    ];

    private static void RandAugment(SampledAugmentationBuilder sample, int count, double magnitude, SeededRandom random)
    {
        for (var i = 0; i < count; i++)
        {
            Apply(sample, random.Next(Count), magnitude / MaxMagnitude, OperationStrengths.RandAugment, random);
        }
    }

    private static void TrivialAugment(SampledAugmentationBuilder sample, SeededRandom random)
    {
        var operation = random.Next(Count);
        Apply(sample, operation, random.Next(MaxMagnitude + 1) / (double)MaxMagnitude, OperationStrengths.TrivialAugment, random);
    }

    /// <summary>Adds one operation.</summary>
    /// <param name="sample">Receives the operation.</param>
    /// <param name="operation">The index of the operation, 0 to <see cref="Count"/> - 1.</param>
    /// <param name="level">The magnitude, 0..1.</param>
    /// <param name="max">The strengths at level 1.</param>
    /// <param name="random">Samples the direction.</param>
    internal static void Apply(SampledAugmentationBuilder sample, int operation, double level, OperationStrengths max, SeededRandom random)
    {
        var sign = random.Happens(0.5) ? 1 : -1;
        var (shear, move, degrees) = (sign * level * max.Shear, sign * level * max.Translation, sign * level * max.Degrees);
        var factor = 1 + (sign * level * max.Enhancement);
        switch (operation)
        {
            case 0:
                sample.Say($"nothing");
                break;
            case 1:
                sample.Shear(shear, 0, $"sheared horizontally by {shear:+0.00;-0.00;0}");
                break;
            case 2:
                sample.Shear(0, shear, $"sheared vertically by {shear:+0.00;-0.00;0}");
                break;
            case 3:
                sample.Shift(move, 0, $"shifted {100 * move:+0;-0;0} % right");
                break;
            case 4:
                sample.Shift(0, move, $"shifted {100 * move:+0;-0;0} % down");
                break;
            case 5:
                sample.Rotate(degrees);
                break;
            case 6:
                ColorOperations.Enhance(sample, "brightness", ColorMatrix.Brightness, factor);
                break;
            case 7:
                ColorOperations.Enhance(sample, "saturation", ColorMatrix.Saturation, factor);
                break;
            case 8:
                ColorOperations.Enhance(sample, "contrast", ColorMatrix.Contrast, factor);
                break;
            case 9:
                sample.Add(new SharpnessOperation((float)factor), $"sharpness x{factor:0.00}");
                break;
            case 10:
                var bits = 8 - (int)Math.Round(level * max.LostBits);
                sample.Add(new PosterizeOperation(bits), $"posterized to {bits} bits");
                break;
            case 11:
                var threshold = (float)(255 * (1 - level));
                sample.Add(new SolarizeOperation(threshold), $"solarized from {threshold:0}");
                break;
            case 12:
                sample.Add(new AutoContrastOperation(), $"auto contrast");
                break;
            default:
                sample.Add(new EqualizeOperation(), $"equalized");
                break;
        }
    }
}

/// <summary>The maximum strengths of random operations.</summary>
/// <param name="Shear">The shear, as a factor.</param>
/// <param name="Translation">The shift, as a fraction of the input.</param>
/// <param name="Degrees">The rotation, in degrees.</param>
/// <param name="Enhancement">The distance from 1 of the factors of brightness, color, contrast and sharpness.</param>
/// <param name="LostBits">The number of bits that posterizing removes.</param>
internal sealed record OperationStrengths(double Shear, double Translation, double Degrees, double Enhancement, int LostBits)
{
    /// <summary>The strengths of RandAugment.</summary>
    public static OperationStrengths RandAugment { get; } = new(0.3, 150.0 / 331, 30, 0.9, 4);

    /// <summary>The strengths of TrivialAugment's wide space; its 32 pixels are relative to 224.</summary>
    public static OperationStrengths TrivialAugment { get; } = new(0.99, 32.0 / 224, 135, 0.99, 6);
}

/// <summary>Keeps the highest bits of every value.</summary>
/// <param name="Bits">The number of bits, 1 to 8.</param>
internal sealed record PosterizeOperation(int Bits) : IImageOperation
{
    /// <inheritdoc/>
    public void Apply(Span<float> pixels, int width, int height)
    {
        var step = 1 << (8 - Bits);
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = MathF.Floor(MathF.Round(pixels[i]) / step) * step;
        }
    }
}

/// <summary>Inverts values that reach a threshold.</summary>
/// <param name="Threshold">0 for all values to 256 for none.</param>
internal sealed record SolarizeOperation(float Threshold) : IImageOperation
{
    /// <inheritdoc/>
    public void Apply(Span<float> pixels, int width, int height)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = pixels[i] < Threshold ? pixels[i] : 255 - pixels[i];
        }
    }
}

/// <summary>Stretches every channel until its darkest value is 0 and its brightest 255.</summary>
internal sealed record AutoContrastOperation : IImageOperation
{
    /// <inheritdoc/>
    public void Apply(Span<float> pixels, int width, int height)
    {
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = pixels.Slice(channel * width * height, width * height);
            var (min, max) = (TensorPrimitives.Min<float>(plane), TensorPrimitives.Max<float>(plane));
            if (max > min)
            {
                TensorPrimitives.Subtract(plane, min, plane);
                TensorPrimitives.Multiply(plane, 255 / (max - min), plane);

                // The product with a rounded quotient may be slightly above 255.
                TensorPrimitives.Min(plane, 255, plane);
            }
        }
    }
}
