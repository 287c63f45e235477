namespace MlNetCnn;

/// <summary>
/// The operations that <see cref="AugmentationProbe"/> looks at. A function of the user's own and standardisation are not among them:
/// the first is the user's word, the second is part of the network.
/// </summary>
internal static class ProbedOperations
{
    /// <summary>The word for mirroring left to right.</summary>
    public const string MirrorWord = "flip";

    /// <summary>The operations. Those that recolour are looked at together first: mostly none does harm, and one pass says so.</summary>
    public static IReadOnlyList<ProbedOperation> All { get; } =
    [
        new("mirroring left to right", MirrorWord, (a, _) => a with { HorizontalFlip = 1 }, a => a with { HorizontalFlip = 0 }),
        new("mirroring top to bottom", "vflip", (a, _) => a with { VerticalFlip = 1 }, a => a with { VerticalFlip = 0 }),
        new("rotation", "rotate", (a, wanted) => a with { Rotation = wanted.Rotation }, a => a with { Rotation = 0 }),
        new("cropping", "crop", (a, wanted) => a with { CropScale = wanted.CropScale }, a => a with { CropScale = null }),
        new(
            "shifting", "shift", (a, wanted) => a with { WidthShift = wanted.WidthShift, HeightShift = wanted.HeightShift },
            a => a with { WidthShift = 0, HeightShift = 0 }),
        new("zooming", "zoom", (a, wanted) => a with { Zoom = wanted.Zoom }, a => a with { Zoom = Augmentation.None.Zoom }),
        new("shearing", "shear", (a, wanted) => a with { Shear = wanted.Shear }, a => a with { Shear = 0 }),
        ProbedOperation.Together(
            "recolouring",
            new("changing brightness", "brightness", (a, wanted) => a with { Brightness = wanted.Brightness }, a => a with { Brightness = 0 }),
            new("changing contrast", "contrast", (a, wanted) => a with { Contrast = wanted.Contrast }, a => a with { Contrast = 0 }),
            new("changing saturation", "saturation", (a, wanted) => a with { Saturation = wanted.Saturation }, a => a with { Saturation = 0 }),
            new("turning hues", "hue", (a, wanted) => a with { Hue = wanted.Hue }, a => a with { Hue = 0 }),
            new("shifting channels", "channel-shift", (a, wanted) => a with { ChannelShift = wanted.ChannelShift }, a => a with { ChannelShift = 0 })),
        new("taking colours away", "grayscale", (a, _) => a with { Grayscale = 1 }, a => a with { Grayscale = 0 }),
        new("blurring", "blur", (a, wanted) => a with { Blur = wanted.Blur }, a => a with { Blur = 0 }),
        new("noise", "noise", (a, wanted) => a with { Noise = wanted.Noise }, a => a with { Noise = 0 }),
        new("erasing", "erase", (a, wanted) => a with { Erasing = wanted.Erasing }, a => a with { Erasing = 0 }),
        new("RandAugment", "randaugment", (a, wanted) => a with { RandAugment = wanted.RandAugment }, a => a with { RandAugment = 0 }),
        new("TrivialAugment", "trivialaugment", (a, _) => a with { TrivialAugment = true }, a => a with { TrivialAugment = false }),
    ];
}
