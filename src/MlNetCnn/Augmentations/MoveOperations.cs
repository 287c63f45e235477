namespace MlNetCnn.Augmentations;

/// <summary>The operations that move pixels; all but the crop become one matrix.</summary>
internal static class MoveOperations
{
    // As in torchvision.
    private const int CropAttempts = 10;

    /// <summary>The operations, in the order in which a spec writes them.</summary>
    public static IReadOnlyList<AugmentationOperation> All { get; } =
    [
        new(
            0, Crop,
            new RangeParameter(
                "crop", 0.01, 1, "fractions of the area that evaluation sees (or crop=none)",
                a => a.CropScale, (a, r) => a with { CropScale = r }) { Effect = "cropping" },
            new RangeParameter("aspect", 0.1, 10, "width over height of the crop", a => a.CropAspect, (a, r) => a with { CropAspect = r!.Value })),
        new(
            5, Flip,
            new NumberParameter(AugmentationRegistry.MirrorName, 0, 1, "a probability", a => a.HorizontalFlip, (a, x) => a with { HorizontalFlip = x })
            {
                Bare = 0.5, Effect = "mirroring left to right", ChecksMax = true,
            },
            new NumberParameter("vflip", 0, 1, "a probability", a => a.VerticalFlip, (a, x) => a with { VerticalFlip = x })
            {
                Bare = 0.5, Effect = "mirroring top to bottom", ChecksMax = true,
            })
        {
            Reorients = true,
        },
        new(
            3, (augmentation, sample, random) => sample.Rotate(random.Symmetric(augmentation.Rotation)),
            new NumberParameter("rotate", 0, 180, "degrees either way", a => a.Rotation, (a, x) => a with { Rotation = x }) { Effect = "rotation" })
        {
            Reorients = true,
        },

        // One parameter for both directions if they are equal, otherwise one for each; never three.
        new(
            4, Shift,
            new NumberParameter(
                "shift", 0, 1, "a fraction of the input, either way",
                a => a.WidthShift == a.HeightShift ? a.WidthShift : 0, (a, x) => a with { WidthShift = x, HeightShift = x }) { Effect = "shifting" },
            new NumberParameter(
                "width-shift", 0, 1, "a fraction of the input's width",
                a => a.WidthShift == a.HeightShift ? 0 : a.WidthShift, (a, x) => a with { WidthShift = x }) { Effect = "shifting" },
            new NumberParameter(
                "height-shift", 0, 1, "a fraction of the input's height",
                a => a.WidthShift == a.HeightShift ? 0 : a.HeightShift, (a, x) => a with { HeightShift = x }) { Effect = "shifting" }),
        new(
            1, Zoom,
            new RangeParameter("zoom", 0.1, 10, "2 doubles the size", a => a.Zoom, (a, r) => a with { Zoom = r!.Value }) { Effect = "zooming" },
            new FlagParameter("zoom-each-side", a => a.ZoomEachSide, (a, on) => a with { ZoomEachSide = on })),
        new(
            2, Shear,
            new NumberParameter("shear", 0, 80, "degrees either way", a => a.Shear, (a, x) => a with { Shear = x }) { Effect = "shearing" }),
    ];

    private static void Crop(Augmentation augmentation, SampledAugmentationBuilder sample, SeededRandom random)
    {
        var scale = augmentation.CropScale!.Value;
        var crops = new CropCandidate[CropAttempts];
        for (var i = 0; i < crops.Length; i++)
        {
            crops[i] = new CropCandidate(
                random.Between(scale.From, scale.To), augmentation.CropAspect.SampleRatio(random), random.NextDouble(), random.NextDouble());
        }

        sample.Crops = crops;
    }

    private static void Zoom(Augmentation augmentation, SampledAugmentationBuilder sample, SeededRandom random)
    {
        var x = augmentation.Zoom.SampleRatio(random);
        var y = augmentation.ZoomEachSide ? augmentation.Zoom.SampleRatio(random) : x;
        sample.Zoom(x, y, x == y ? $"zoom x{x:0.00}" : (FormattableString)$"zoom x{x:0.00} horizontally, x{y:0.00} vertically");
    }

    private static void Shear(Augmentation augmentation, SampledAugmentationBuilder sample, SeededRandom random)
    {
        var degrees = random.Symmetric(augmentation.Shear);
        sample.Shear(Math.Tan(degrees * Math.PI / 180), 0, $"sheared {degrees:+0.0;-0.0}°");
    }

    private static void Shift(Augmentation augmentation, SampledAugmentationBuilder sample, SeededRandom random)
    {
        var (right, down) = (random.Symmetric(augmentation.WidthShift), random.Symmetric(augmentation.HeightShift));
        sample.Shift(right, down, $"shifted {100 * right:+0;-0;0} % right, {100 * down:+0;-0;0} % down");
    }

    private static void Flip(Augmentation augmentation, SampledAugmentationBuilder sample, SeededRandom random)
    {
        var (mirrored, upsideDown) = (random.Happens(augmentation.HorizontalFlip), random.Happens(augmentation.VerticalFlip));
        if (mirrored || upsideDown)
        {
            var words = mirrored && upsideDown ? "mirrored and upside down" : mirrored ? "mirrored" : "upside down";
            sample.Zoom(mirrored ? -1 : 1, upsideDown ? -1 : 1, $"{words}");
        }
    }
}
