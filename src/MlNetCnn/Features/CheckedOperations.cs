namespace MlNetCnn.Features;

/// <summary>
/// The operations that <see cref="AugmentationSafetyCheck"/> looks at. A function of the user's own and standardisation are not among them:
/// the first is the user's word, the second is part of the network.
/// </summary>
internal static class CheckedOperations
{
    /// <summary>The word for mirroring left to right.</summary>
    public const string MirrorName = "flip";

    /// <summary>The operations. Those that recolour are looked at together first: mostly none does harm, and one pass says so.</summary>
    public static IReadOnlyList<CheckedOperation> All { get; } =
    [
        new("mirroring left to right", MirrorName, (a, _) => a with { HorizontalFlip = 1 }, a => a with { HorizontalFlip = 0 }),
        new("mirroring top to bottom", "vflip", (a, _) => a with { VerticalFlip = 1 }, a => a with { VerticalFlip = 0 }),
        new("rotation", "rotate", (a, requested) => a with { Rotation = requested.Rotation }, a => a with { Rotation = 0 }),
        new("cropping", "crop", (a, requested) => a with { CropScale = requested.CropScale }, a => a with { CropScale = null }),
        new(
            "shifting", "shift", (a, requested) => a with { WidthShift = requested.WidthShift, HeightShift = requested.HeightShift },
            a => a with { WidthShift = 0, HeightShift = 0 }),
        new("zooming", "zoom", (a, requested) => a with { Zoom = requested.Zoom }, a => a with { Zoom = Augmentation.None.Zoom }),
        new("shearing", "shear", (a, requested) => a with { Shear = requested.Shear }, a => a with { Shear = 0 }),
        CheckedOperation.Together(
            "recolouring",
            new("changing brightness", "brightness", (a, requested) => a with { Brightness = requested.Brightness }, a => a with { Brightness = 0 }),
            new("changing contrast", "contrast", (a, requested) => a with { Contrast = requested.Contrast }, a => a with { Contrast = 0 }),
            new("changing saturation", "saturation", (a, requested) => a with { Saturation = requested.Saturation }, a => a with { Saturation = 0 }),
            new("turning hues", "hue", (a, requested) => a with { Hue = requested.Hue }, a => a with { Hue = 0 }),
            new("shifting channels", "channel-shift", (a, requested) => a with { ChannelShift = requested.ChannelShift }, a => a with { ChannelShift = 0 })),
        new("taking colours away", "grayscale", (a, _) => a with { Grayscale = 1 }, a => a with { Grayscale = 0 }),
        new("blurring", "blur", (a, requested) => a with { Blur = requested.Blur }, a => a with { Blur = 0 }),
        new("noise", "noise", (a, requested) => a with { Noise = requested.Noise }, a => a with { Noise = 0 }),
        new("erasing", "erase", (a, requested) => a with { Erasing = requested.Erasing }, a => a with { Erasing = 0 }),
        new("RandAugment", "randaugment", (a, requested) => a with { RandAugment = requested.RandAugment }, a => a with { RandAugment = 0 }),
        new("TrivialAugment", "trivialaugment", (a, _) => a with { TrivialAugment = true }, a => a with { TrivialAugment = false }),
    ];
}
