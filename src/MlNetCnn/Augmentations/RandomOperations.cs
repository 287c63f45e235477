namespace MlNetCnn.Augmentations;

/// <summary>
/// The operations of RandAugment (Cubuk et al., 2020) and TrivialAugment (Müller and Hutter, 2021, wide space), with torchvision's
/// strengths. Moves and colours go into the matrices; only what is no matrix runs by itself, after them.
/// </summary>
internal static class RandomOperations
{
    /// <summary>How many operations there are to draw from, the one that does nothing among them.</summary>
    public const int Count = 14;

    private const int MaxMagnitude = 30;

    /// <summary>Draws some operations, the same strength for each.</summary>
    /// <param name="sample">Where they go.</param>
    /// <param name="count">How many.</param>
    /// <param name="magnitude">0..30.</param>
    /// <param name="random">What they are drawn from.</param>
    public static void RandAugment(SampledAugmentationBuilder sample, int count, double magnitude, SeededRandom random)
    {
        for (var i = 0; i < count; i++)
        {
            Apply(sample, random.Next(Count), magnitude / MaxMagnitude, OperationStrengths.RandAugment, random);
        }
    }

    /// <summary>Draws one operation and its strength.</summary>
    /// <param name="sample">Where it goes.</param>
    /// <param name="random">What they are drawn from.</param>
    public static void TrivialAugment(SampledAugmentationBuilder sample, SeededRandom random)
    {
        var operation = random.Next(Count);
        Apply(sample, operation, random.Next(MaxMagnitude + 1) / (double)MaxMagnitude, OperationStrengths.TrivialAugment, random);
    }

    /// <summary>Adds one operation.</summary>
    /// <param name="sample">Where it goes.</param>
    /// <param name="operation">Which, 0 to <see cref="Count"/> - 1.</param>
    /// <param name="level">How strong, 0..1.</param>
    /// <param name="max">The strengths at level 1.</param>
    /// <param name="random">Draws the direction.</param>
    internal static void Apply(SampledAugmentationBuilder sample, int operation, double level, OperationStrengths max, SeededRandom random)
    {
        var sign = random.Happens(0.5) ? 1 : -1;
        var (shear, move, degrees) = (sign * level * max.Shear, sign * level * max.Translation, sign * level * max.Degrees);
        var factor = 1 + (sign * level * max.Enhancement);
        switch (operation)
        {
            case 0:
                sample.Words?.Add($"nothing");
                break;
            case 1:
                sample.Shear(shear, 0);
                sample.Words?.Add($"sheared across by {shear:+0.00;-0.00;0}");
                break;
            case 2:
                sample.Shear(0, shear);
                sample.Words?.Add($"sheared down by {shear:+0.00;-0.00;0}");
                break;
            case 3:
                sample.Shift(move, 0);
                sample.Words?.Add($"moved {100 * move:+0;-0;0} % right");
                break;
            case 4:
                sample.Shift(0, move);
                sample.Words?.Add($"moved {100 * move:+0;-0;0} % down");
                break;
            case 5:
                sample.Rotate(degrees);
                sample.Words?.Add($"turned {degrees:+0.0;-0.0}°");
                break;
            case 6:
                sample.Recolor(ColorMatrix.Brightness(factor));
                sample.Words?.Add($"brightness x{factor:0.00}");
                break;
            case 7:
                sample.Recolor(ColorMatrix.Saturation(factor));
                sample.Words?.Add($"saturation x{factor:0.00}");
                break;
            case 8:
                sample.Recolor(ColorMatrix.Contrast(factor));
                sample.Words?.Add($"contrast x{factor:0.00}");
                break;
            case 9:
                sample.Add(new SharpnessOperation((float)factor));
                sample.Words?.Add($"sharpness x{factor:0.00}");
                break;
            case 10:
                var bits = 8 - (int)Math.Round(level * max.LostBits);
                sample.Add(new PosterizeOperation(bits));
                sample.Words?.Add($"posterised to {bits} bits");
                break;
            case 11:
                var threshold = (float)(255 * (1 - level));
                sample.Add(new SolarizeOperation(threshold));
                sample.Words?.Add($"solarised from {threshold:0}");
                break;
            case 12:
                sample.Add(new AutoContrastOperation());
                sample.Words?.Add($"automatic contrast");
                break;
            default:
                sample.Add(new EqualizeOperation());
                sample.Words?.Add($"equalised");
                break;
        }
    }
}
