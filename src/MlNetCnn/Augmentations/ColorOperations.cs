namespace MlNetCnn.Augmentations;

/// <summary>The operations that change colors; all become one color matrix. Most often none changes labels, so they are checked together first.</summary>
internal static class ColorOperations
{
    private const string Recoloring = "recoloring";

    /// <summary>The operations, in the order in which a spec writes them.</summary>
    public static IReadOnlyList<AugmentationOperation> All { get; } =
    [
        Enhancement(6, "brightness", ColorMatrix.Brightness, a => a.Brightness, (a, x) => a with { Brightness = x }),
        Enhancement(7, "contrast", ColorMatrix.Contrast, a => a.Contrast, (a, x) => a with { Contrast = x }),
        Enhancement(8, "saturation", ColorMatrix.Saturation, a => a.Saturation, (a, x) => a with { Saturation = x }),
        new(
            9, Hue,
            new NumberParameter("hue", 0, 0.5, "a fraction of the color circle, either way", a => a.Hue, (a, x) => a with { Hue = x })
            {
                Effect = "shifting hues", EffectGroup = Recoloring,
            }),
        new(
            10, Grayscale,
            new NumberParameter("grayscale", 0, 1, "a probability", a => a.Grayscale, (a, x) => a with { Grayscale = x })
            {
                Effect = "removing color", ChecksMax = true,
            }),
        new(
            11, ShiftChannels,
            new NumberParameter("channel-shift", 0, 255, "either way, for each channel separately", a => a.ChannelShift, (a, x) => a with { ChannelShift = x })
            {
                Effect = "shifting channels", EffectGroup = Recoloring,
            }),
    ];

    /// <summary>Adds a change by a factor, with its description.</summary>
    public static void Enhance(SampledAugmentationBuilder sample, string name, Func<double, ColorMatrix> change, double factor) =>
        sample.Recolor(change(factor), $"{name} x{factor:0.00}");

    private static AugmentationOperation Enhancement(
        int streamId, string name, Func<double, ColorMatrix> change, Func<Augmentation, double> get, Func<Augmentation, double, Augmentation> set) => new(
            streamId,
            (augmentation, sample, random) => Enhance(sample, name, change, 1 + random.Symmetric(get(augmentation))),
            new NumberParameter(name, 0, 1, "for factors 1-X..1+X", get, set) { Effect = $"changing {name}", EffectGroup = Recoloring });

    private static void Hue(Augmentation augmentation, SampledAugmentationBuilder sample, SeededRandom random)
    {
        var turn = random.Symmetric(augmentation.Hue);
        sample.Recolor(ColorMatrix.Hue(turn), $"hue {360 * turn:+0;-0;0}°");
    }

    private static void Grayscale(Augmentation augmentation, SampledAugmentationBuilder sample, SeededRandom random)
    {
        if (random.Happens(augmentation.Grayscale))
        {
            sample.Recolor(ColorMatrix.Saturation(0), $"grayscale");
        }
    }

    private static void ShiftChannels(Augmentation augmentation, SampledAugmentationBuilder sample, SeededRandom random)
    {
        var max = augmentation.ChannelShift;
        var (red, green, blue) = (random.Symmetric(max), random.Symmetric(max), random.Symmetric(max));
        sample.Recolor(ColorMatrix.Shift(red, green, blue), $"red {red:+0;-0;0}, green {green:+0;-0;0}, blue {blue:+0;-0;0}");
    }
}
