namespace MlNetCnn.Augmentations;

/// <summary>
/// Draws what happens to a picture. The draw depends on seed, epoch, picture and repeat alone, so that it is the same on any thread
/// and in any order; each operation has random numbers of its own, so that none changes when another is switched off.
/// </summary>
/// <param name="augmentation">What may happen.</param>
/// <param name="seed">The seed of the run.</param>
/// <param name="width">Width of the network's input, in pixels.</param>
/// <param name="height">Height of the network's input, in pixels.</param>
internal sealed class AugmentationSampler(Augmentation augmentation, long seed, int width, int height)
{
    // As in torchvision.
    private const int CropAttempts = 10;

    private enum Operation
    {
        Crop, Zoom, Shear, Rotation, Shift, Flip, Brightness, Contrast, Saturation, Hue, Grayscale, ChannelShift,
        RandAugment, TrivialAugment, Blur, Noise, Erasing, Function,
    }

    /// <summary>Draws.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="index">The picture's place in the list.</param>
    /// <param name="repeat">How often the picture was shown before in this epoch.</param>
    /// <param name="asText">Whether the draw also says in words what happens.</param>
    public SampledAugmentation Sample(int epoch, int index, int repeat = 0, bool asText = false)
    {
        var sample = new SampledAugmentationBuilder(width, height) { Words = asText ? new SampledAugmentationText() : null };
        SampleMoves(sample, Random);
        SampleColors(sample, Random);
        if (augmentation.RandAugment > 0)
        {
            RandomOperations.RandAugment(sample, augmentation.RandAugment, augmentation.RandAugmentMagnitude, Random(Operation.RandAugment));
        }

        if (augmentation.TrivialAugment)
        {
            RandomOperations.TrivialAugment(sample, Random(Operation.TrivialAugment));
        }

        SampleOperations(sample, Random);
        return sample.ToSample();

        SeededRandom Random(Operation operation) => SeededRandom.At(seed, epoch, index, repeat, (int)operation);
    }

    private static double Either(SeededRandom random, double max) => random.Between(-max, max);

    private static double EvenRatio(SeededRandom random, ValueRange range) => Math.Exp(random.Between(Math.Log(range.From), Math.Log(range.To)));

    private void SampleMoves(SampledAugmentationBuilder sample, Func<Operation, SeededRandom> randomOf)
    {
        if (augmentation.CropScale is { } scale)
        {
            var random = randomOf(Operation.Crop);
            var crops = new CropCandidate[CropAttempts];
            for (var i = 0; i < crops.Length; i++)
            {
                crops[i] = new CropCandidate(
                    random.Between(scale.From, scale.To), EvenRatio(random, augmentation.CropAspect), random.NextDouble(), random.NextDouble());
            }

            sample.Crops = crops;
        }

        if (augmentation.Zoom != Augmentation.None.Zoom)
        {
            var random = randomOf(Operation.Zoom);
            var x = EvenRatio(random, augmentation.Zoom);
            var y = augmentation.ZoomEachSide ? EvenRatio(random, augmentation.Zoom) : x;
            sample.Zoom(x, y);
            sample.Words?.Add(x == y ? $"zoom x{x:0.00}" : (FormattableString)$"zoom x{x:0.00} across, x{y:0.00} down");
        }

        if (augmentation.Shear > 0)
        {
            var degrees = Either(randomOf(Operation.Shear), augmentation.Shear);
            sample.Shear(Math.Tan(degrees * Math.PI / 180), 0);
            sample.Words?.Add($"sheared {degrees:+0.0;-0.0}°");
        }

        if (augmentation.Rotation > 0)
        {
            var degrees = Either(randomOf(Operation.Rotation), augmentation.Rotation);
            sample.Rotate(degrees);
            sample.Words?.Add($"turned {degrees:+0.0;-0.0}°");
        }

        if (augmentation.WidthShift > 0 || augmentation.HeightShift > 0)
        {
            var random = randomOf(Operation.Shift);
            var (right, down) = (Either(random, augmentation.WidthShift), Either(random, augmentation.HeightShift));
            sample.Shift(right, down);
            sample.Words?.Add($"moved {100 * right:+0;-0;0} % right, {100 * down:+0;-0;0} % down");
        }

        if (augmentation.HorizontalFlip > 0 || augmentation.VerticalFlip > 0)
        {
            var random = randomOf(Operation.Flip);
            var (mirrored, upsideDown) = (random.Happens(augmentation.HorizontalFlip), random.Happens(augmentation.VerticalFlip));
            if (mirrored || upsideDown)
            {
                sample.Zoom(mirrored ? -1 : 1, upsideDown ? -1 : 1);
                sample.Words?.Add($"{(mirrored && upsideDown ? "mirrored and upside down" : mirrored ? "mirrored" : "upside down")}");
            }
        }
    }

    private void SampleColors(SampledAugmentationBuilder sample, Func<Operation, SeededRandom> randomOf)
    {
        if (augmentation.Brightness > 0)
        {
            var factor = 1 + Either(randomOf(Operation.Brightness), augmentation.Brightness);
            sample.Recolor(ColorMatrix.Brightness(factor));
            sample.Words?.Add($"brightness x{factor:0.00}");
        }

        if (augmentation.Contrast > 0)
        {
            var factor = 1 + Either(randomOf(Operation.Contrast), augmentation.Contrast);
            sample.Recolor(ColorMatrix.Contrast(factor));
            sample.Words?.Add($"contrast x{factor:0.00}");
        }

        if (augmentation.Saturation > 0)
        {
            var factor = 1 + Either(randomOf(Operation.Saturation), augmentation.Saturation);
            sample.Recolor(ColorMatrix.Saturation(factor));
            sample.Words?.Add($"saturation x{factor:0.00}");
        }

        if (augmentation.Hue > 0)
        {
            var turn = Either(randomOf(Operation.Hue), augmentation.Hue);
            sample.Recolor(ColorMatrix.Hue(turn));
            sample.Words?.Add($"hue {360 * turn:+0;-0;0}°");
        }

        if (randomOf(Operation.Grayscale).Happens(augmentation.Grayscale))
        {
            sample.Recolor(ColorMatrix.Saturation(0));
            sample.Words?.Add($"grey");
        }

        if (augmentation.ChannelShift > 0)
        {
            var random = randomOf(Operation.ChannelShift);
            var max = augmentation.ChannelShift;
            var (red, green, blue) = (Either(random, max), Either(random, max), Either(random, max));
            sample.Recolor(ColorMatrix.Shift(red, green, blue));
            sample.Words?.Add($"red {red:+0;-0;0}, green {green:+0;-0;0}, blue {blue:+0;-0;0}");
        }
    }

    private void SampleOperations(SampledAugmentationBuilder sample, Func<Operation, SeededRandom> randomOf)
    {
        if (augmentation.Blur > 0 && randomOf(Operation.Blur).Between(0, augmentation.Blur) is > GaussianBlurOperation.Min and var blur)
        {
            sample.Add(new GaussianBlurOperation(blur));
            sample.Words?.Add($"blur {blur:0.0}");
        }

        if (augmentation.Noise > 0)
        {
            var random = randomOf(Operation.Noise);
            var deviation = random.Between(0, augmentation.Noise);
            sample.Add(new GaussianNoiseOperation(deviation, (long)random.NextBits()));
            sample.Words?.Add($"noise {deviation:0.0}");
        }

        if (augmentation.Erasing > 0 && randomOf(Operation.Erasing) is var erasing && erasing.Happens(augmentation.Erasing))
        {
            // Of a rectangle that is larger than the picture in one direction as much is erased as there is.
            var area = erasing.Between(augmentation.ErasingArea.From, augmentation.ErasingArea.To);
            var aspect = EvenRatio(erasing, augmentation.ErasingAspect);
            sample.Add(new ErasingOperation(
                erasing.NextDouble(), erasing.NextDouble(),
                Math.Min(1, Math.Sqrt(area / aspect)), Math.Min(1, Math.Sqrt(area * aspect)), (long)erasing.NextBits()));
            sample.Words?.Add($"{100 * area:0} % erased");
        }

        if (augmentation.Function is { } function)
        {
            sample.Add(new FunctionOperation(function, (long)randomOf(Operation.Function).NextBits()));
            sample.Words?.Add($"own function");
        }
    }
}
