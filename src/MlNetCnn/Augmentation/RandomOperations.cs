namespace MlNetCnn;

/// <summary>
/// The operations of RandAugment (Cubuk et al., 2020) and TrivialAugment (Müller and Hutter, 2021, wide space), with torchvision's
/// strengths. Moves and colours go into the matrices; only what is no matrix runs by itself, after them.
/// </summary>
internal static class RandomOperations
{
    /// <summary>How many operations there are to draw from, the one that does nothing among them.</summary>
    public const int Count = 14;

    private const int MostMagnitude = 30;

    /// <summary>Draws some operations, the same strength for each.</summary>
    /// <param name="draw">Where they go.</param>
    /// <param name="count">How many.</param>
    /// <param name="magnitude">0..30.</param>
    /// <param name="random">What they are drawn from.</param>
    public static void RandAugment(DrawBuilder draw, int count, double magnitude, SeededRandom random)
    {
        for (var i = 0; i < count; i++)
        {
            Apply(draw, random.Next(Count), magnitude / MostMagnitude, OperationStrengths.RandAugment, random);
        }
    }

    /// <summary>Draws one operation and its strength.</summary>
    /// <param name="draw">Where it goes.</param>
    /// <param name="random">What they are drawn from.</param>
    public static void TrivialAugment(DrawBuilder draw, SeededRandom random)
    {
        var operation = random.Next(Count);
        Apply(draw, operation, random.Next(MostMagnitude + 1) / (double)MostMagnitude, OperationStrengths.TrivialAugment, random);
    }

    /// <summary>Adds one operation.</summary>
    /// <param name="draw">Where it goes.</param>
    /// <param name="operation">Which, 0 to <see cref="Count"/> - 1.</param>
    /// <param name="level">How strong, 0..1.</param>
    /// <param name="most">The strengths at level 1.</param>
    /// <param name="random">Draws the direction.</param>
    internal static void Apply(DrawBuilder draw, int operation, double level, OperationStrengths most, SeededRandom random)
    {
        var sign = random.Happens(0.5) ? 1 : -1;
        var (shear, move, degrees) = (sign * level * most.Shear, sign * level * most.Translation, sign * level * most.Degrees);
        var factor = 1 + (sign * level * most.Enhancement);
        switch (operation)
        {
            case 0:
                draw.Words?.Add($"nothing");
                break;
            case 1:
                draw.Shear(shear, 0);
                draw.Words?.Add($"sheared across by {shear:+0.00;-0.00;0}");
                break;
            case 2:
                draw.Shear(0, shear);
                draw.Words?.Add($"sheared down by {shear:+0.00;-0.00;0}");
                break;
            case 3:
                draw.Shift(move, 0);
                draw.Words?.Add($"moved {100 * move:+0;-0;0} % right");
                break;
            case 4:
                draw.Shift(0, move);
                draw.Words?.Add($"moved {100 * move:+0;-0;0} % down");
                break;
            case 5:
                draw.Rotate(degrees);
                draw.Words?.Add($"turned {degrees:+0.0;-0.0}°");
                break;
            case 6:
                draw.Recolor(ColorMatrix.Brightness(factor));
                draw.Words?.Add($"brightness x{factor:0.00}");
                break;
            case 7:
                draw.Recolor(ColorMatrix.Saturation(factor));
                draw.Words?.Add($"saturation x{factor:0.00}");
                break;
            case 8:
                draw.Recolor(ColorMatrix.Contrast(factor));
                draw.Words?.Add($"contrast x{factor:0.00}");
                break;
            case 9:
                draw.Add(new SharpnessPass((float)factor));
                draw.Words?.Add($"sharpness x{factor:0.00}");
                break;
            case 10:
                var bits = 8 - (int)Math.Round(level * most.LostBits);
                draw.Add(new PosterizePass(bits));
                draw.Words?.Add($"posterised to {bits} bits");
                break;
            case 11:
                var threshold = (float)(255 * (1 - level));
                draw.Add(new SolarizePass(threshold));
                draw.Words?.Add($"solarised from {threshold:0}");
                break;
            case 12:
                draw.Add(new AutoContrastPass());
                draw.Words?.Add($"automatic contrast");
                break;
            default:
                draw.Add(new EqualizePass());
                draw.Words?.Add($"equalised");
                break;
        }
    }
}
