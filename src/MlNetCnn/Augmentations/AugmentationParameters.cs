namespace MlNetCnn.Augmentations;

/// <summary>All words of an augmentation spec, in the order in which they are written.</summary>
internal static class AugmentationParameters
{
    private const string Chance = "a chance";
    private const string Factor = "for factors 1-X..1+X";

    /// <summary>The presets by name.</summary>
    public static IReadOnlyList<(string Name, Augmentation Value)> Presets { get; } =
    [
        ("none", Augmentation.None),
        ("light", Augmentation.Light),
        ("standard", Augmentation.Standard),
        ("strong", Augmentation.Strong),
    ];

    /// <summary>The words.</summary>
    public static IReadOnlyList<AugmentationParameter> All { get; } =
    [
        new RangeParameter("crop", 0.01, 1, "fractions of the area that evaluation sees (or crop=none)", a => a.CropScale, (a, r) => a with { CropScale = r }),
        new RangeParameter("aspect", 0.1, 10, "width over height of the crop", a => a.CropAspect, (a, r) => a with { CropAspect = r!.Value }),
        new NumberParameter("flip", 0, 1, Chance, a => a.HorizontalFlip, (a, x) => a with { HorizontalFlip = x }) { Bare = 0.5 },
        new NumberParameter("vflip", 0, 1, Chance, a => a.VerticalFlip, (a, x) => a with { VerticalFlip = x }) { Bare = 0.5 },
        new NumberParameter("rotate", 0, 180, "degrees either way", a => a.Rotation, (a, x) => a with { Rotation = x }),

        // One word for both directions where they are alike, else one for each; never three.
        new NumberParameter(
            "shift", 0, 1, "a fraction of the input either way",
            a => a.WidthShift == a.HeightShift ? a.WidthShift : 0, (a, x) => a with { WidthShift = x, HeightShift = x }),
        new NumberParameter(
            "width-shift", 0, 1, "a fraction of the input's width",
            a => a.WidthShift == a.HeightShift ? 0 : a.WidthShift, (a, x) => a with { WidthShift = x }),
        new NumberParameter(
            "height-shift", 0, 1, "a fraction of the input's height",
            a => a.WidthShift == a.HeightShift ? 0 : a.HeightShift, (a, x) => a with { HeightShift = x }),
        new RangeParameter("zoom", 0.1, 10, "2 for twice as large", a => a.Zoom, (a, r) => a with { Zoom = r!.Value }),
        new FlagParameter("zoom-each-side", a => a.ZoomEachSide, a => a with { ZoomEachSide = true }),
        new NumberParameter("shear", 0, 80, "degrees either way", a => a.Shear, (a, x) => a with { Shear = x }),
        new NumberParameter("brightness", 0, 1, Factor, a => a.Brightness, (a, x) => a with { Brightness = x }),
        new NumberParameter("contrast", 0, 1, Factor, a => a.Contrast, (a, x) => a with { Contrast = x }),
        new NumberParameter("saturation", 0, 1, Factor, a => a.Saturation, (a, x) => a with { Saturation = x }),
        new NumberParameter("hue", 0, 0.5, "a fraction of the colour circle either way", a => a.Hue, (a, x) => a with { Hue = x }),
        new NumberParameter("grayscale", 0, 1, Chance, a => a.Grayscale, (a, x) => a with { Grayscale = x }),
        new NumberParameter("channel-shift", 0, 255, "either way, to each channel its own", a => a.ChannelShift, (a, x) => a with { ChannelShift = x }),
        new NumberParameter("blur", 0, 20, "the largest standard deviation in pixels", a => a.Blur, (a, x) => a with { Blur = x }),
        new NumberParameter("noise", 0, 255, "the largest standard deviation", a => a.Noise, (a, x) => a with { Noise = x }),
        new NumberParameter("erase", 0, 1, Chance, a => a.Erasing, (a, x) => a with { Erasing = x }),
        new RangeParameter("erase-area", 0.001, 1, "fractions of the input", a => a.ErasingArea, (a, r) => a with { ErasingArea = r!.Value }),
        new RangeParameter("erase-aspect", 0.1, 10, "height over width", a => a.ErasingAspect, (a, r) => a with { ErasingAspect = r!.Value }),
        new NumberParameter("randaugment", 0, 14, "operations, a whole number", a => a.RandAugment, (a, x) => a with { RandAugment = (int)x })
        {
            Bare = 2, Whole = true,
        },
        new NumberParameter("randaugment-magnitude", 0, 30, "how strong", a => a.RandAugmentMagnitude, (a, x) => a with { RandAugmentMagnitude = x }),
        new FlagParameter("trivialaugment", a => a.TrivialAugment, a => a with { TrivialAugment = true }),
        new FillParameter(),
        new NumberParameter("fill-value", 0, 255, "the grey of fill=constant", a => a.FillValue, (a, x) => a with { FillValue = x }),
        new NumberParameter(
            "rescale", 1e-6, 1000, "what pixels are multiplied by",
            a => a.Standardization.Rescale, (a, x) => a with { Standardization = a.Standardization with { Rescale = x } }),
        new FlagParameter(
            "samplewise-center",
            a => a.Standardization.SamplewiseCenter, a => a with { Standardization = a.Standardization with { SamplewiseCenter = true } }),
        new FlagParameter(
            "samplewise-std",
            a => a.Standardization.SamplewiseStd, a => a with { Standardization = a.Standardization with { SamplewiseStd = true } }),
        new FlagParameter(
            "featurewise-center",
            a => a.Standardization.FeaturewiseCenter, a => a with { Standardization = a.Standardization with { FeaturewiseCenter = true } }),
        new FlagParameter(
            "featurewise-std",
            a => a.Standardization.FeaturewiseStd, a => a with { Standardization = a.Standardization with { FeaturewiseStd = true } }),
    ];
}
