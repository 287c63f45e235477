namespace MlNetCnn;

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
    /// <param name="inWords">Whether the draw also says in words what happens.</param>
    public AugmentationDraw Draw(int epoch, int index, int repeat = 0, bool inWords = false)
    {
        var draw = new DrawBuilder(width, height) { Words = inWords ? new DrawWords() : null };
        DrawMoves(draw, Random);
        DrawColors(draw, Random);
        if (augmentation.RandAugment > 0)
        {
            RandomOperations.RandAugment(draw, augmentation.RandAugment, augmentation.RandAugmentMagnitude, Random(Operation.RandAugment));
        }

        if (augmentation.TrivialAugment)
        {
            RandomOperations.TrivialAugment(draw, Random(Operation.TrivialAugment));
        }

        DrawPasses(draw, Random);
        return draw.ToDraw();

        SeededRandom Random(Operation operation) => SeededRandom.At(seed, epoch, index, repeat, (int)operation);
    }

    private static double Either(SeededRandom random, double most) => random.Between(-most, most);

    private static double EvenRatio(SeededRandom random, ValueRange range) => Math.Exp(random.Between(Math.Log(range.From), Math.Log(range.To)));

    private void DrawMoves(DrawBuilder draw, Func<Operation, SeededRandom> randomOf)
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

            draw.Crops = crops;
        }

        if (augmentation.Zoom != Augmentation.None.Zoom)
        {
            var random = randomOf(Operation.Zoom);
            var x = EvenRatio(random, augmentation.Zoom);
            var y = augmentation.ZoomEachSide ? EvenRatio(random, augmentation.Zoom) : x;
            draw.Zoom(x, y);
            draw.Words?.Add(x == y ? $"zoom x{x:0.00}" : (FormattableString)$"zoom x{x:0.00} across, x{y:0.00} down");
        }

        if (augmentation.Shear > 0)
        {
            var degrees = Either(randomOf(Operation.Shear), augmentation.Shear);
            draw.Shear(Math.Tan(degrees * Math.PI / 180), 0);
            draw.Words?.Add($"sheared {degrees:+0.0;-0.0}°");
        }

        if (augmentation.Rotation > 0)
        {
            var degrees = Either(randomOf(Operation.Rotation), augmentation.Rotation);
            draw.Rotate(degrees);
            draw.Words?.Add($"turned {degrees:+0.0;-0.0}°");
        }

        if (augmentation.WidthShift > 0 || augmentation.HeightShift > 0)
        {
            var random = randomOf(Operation.Shift);
            var (right, down) = (Either(random, augmentation.WidthShift), Either(random, augmentation.HeightShift));
            draw.Shift(right, down);
            draw.Words?.Add($"moved {100 * right:+0;-0;0} % right, {100 * down:+0;-0;0} % down");
        }

        if (augmentation.HorizontalFlip > 0 || augmentation.VerticalFlip > 0)
        {
            var random = randomOf(Operation.Flip);
            var (mirrored, upsideDown) = (random.Happens(augmentation.HorizontalFlip), random.Happens(augmentation.VerticalFlip));
            if (mirrored || upsideDown)
            {
                draw.Zoom(mirrored ? -1 : 1, upsideDown ? -1 : 1);
                draw.Words?.Add($"{(mirrored && upsideDown ? "mirrored and upside down" : mirrored ? "mirrored" : "upside down")}");
            }
        }
    }

    private void DrawColors(DrawBuilder draw, Func<Operation, SeededRandom> randomOf)
    {
        if (augmentation.Brightness > 0)
        {
            var factor = 1 + Either(randomOf(Operation.Brightness), augmentation.Brightness);
            draw.Recolor(ColorMatrix.Brightness(factor));
            draw.Words?.Add($"brightness x{factor:0.00}");
        }

        if (augmentation.Contrast > 0)
        {
            var factor = 1 + Either(randomOf(Operation.Contrast), augmentation.Contrast);
            draw.Recolor(ColorMatrix.Contrast(factor));
            draw.Words?.Add($"contrast x{factor:0.00}");
        }

        if (augmentation.Saturation > 0)
        {
            var factor = 1 + Either(randomOf(Operation.Saturation), augmentation.Saturation);
            draw.Recolor(ColorMatrix.Saturation(factor));
            draw.Words?.Add($"saturation x{factor:0.00}");
        }

        if (augmentation.Hue > 0)
        {
            var turn = Either(randomOf(Operation.Hue), augmentation.Hue);
            draw.Recolor(ColorMatrix.Hue(turn));
            draw.Words?.Add($"hue {360 * turn:+0;-0;0}°");
        }

        if (randomOf(Operation.Grayscale).Happens(augmentation.Grayscale))
        {
            draw.Recolor(ColorMatrix.Saturation(0));
            draw.Words?.Add($"grey");
        }

        if (augmentation.ChannelShift > 0)
        {
            var random = randomOf(Operation.ChannelShift);
            var most = augmentation.ChannelShift;
            var (red, green, blue) = (Either(random, most), Either(random, most), Either(random, most));
            draw.Recolor(ColorMatrix.Shift(red, green, blue));
            draw.Words?.Add($"red {red:+0;-0;0}, green {green:+0;-0;0}, blue {blue:+0;-0;0}");
        }
    }

    private void DrawPasses(DrawBuilder draw, Func<Operation, SeededRandom> randomOf)
    {
        if (augmentation.Blur > 0 && randomOf(Operation.Blur).Between(0, augmentation.Blur) is > GaussianBlurPass.Least and var blur)
        {
            draw.Add(new GaussianBlurPass(blur));
            draw.Words?.Add($"blur {blur:0.0}");
        }

        if (augmentation.Noise > 0)
        {
            var random = randomOf(Operation.Noise);
            var deviation = random.Between(0, augmentation.Noise);
            draw.Add(new GaussianNoisePass(deviation, (long)random.NextBits()));
            draw.Words?.Add($"noise {deviation:0.0}");
        }

        if (augmentation.Erasing > 0 && randomOf(Operation.Erasing) is var erasing && erasing.Happens(augmentation.Erasing))
        {
            // Of a rectangle that is larger than the picture in one direction as much is erased as there is.
            var area = erasing.Between(augmentation.ErasingArea.From, augmentation.ErasingArea.To);
            var aspect = EvenRatio(erasing, augmentation.ErasingAspect);
            draw.Add(new ErasingPass(
                erasing.NextDouble(), erasing.NextDouble(),
                Math.Min(1, Math.Sqrt(area / aspect)), Math.Min(1, Math.Sqrt(area * aspect)), (long)erasing.NextBits()));
            draw.Words?.Add($"{100 * area:0} % erased");
        }

        if (augmentation.Function is { } function)
        {
            draw.Add(new FunctionPass(function, (long)randomOf(Operation.Function).NextBits()));
            draw.Words?.Add($"own function");
        }
    }
}
