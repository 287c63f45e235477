using SkiaSharp;

namespace MlNetCnn.Augmentations;

/// <summary>The region that evaluation sees of an image of this size, and how a sample maps its pixels to the network's input.</summary>
/// <param name="image">The size of the oriented image, in pixels.</param>
/// <param name="input">How evaluation scales it.</param>
internal readonly struct ViewGeometry(SKSizeI image, ImageInput input)
{
    /// <summary>The rectangle where evaluation renders the image, in pixels of the input.</summary>
    public SKRect Destination { get; } = input.Destination(image.Width, image.Height);

    /// <summary>Input pixels per image pixel, the maximum of both directions.</summary>
    public float Scale => Math.Max(Destination.Width / image.Width, Destination.Height / image.Height);

    /// <summary>The matrix from the image to the input as evaluation renders it.</summary>
    public SKMatrix Evaluation => Map(new SKRect(0, 0, image.Width, image.Height), Destination);

    /// <summary>Returns the matrix from the image to the input.</summary>
    /// <param name="sample">The sample.</param>
    public SKMatrix ToInput(SampledAugmentation sample)
    {
        var view = Crop(sample.Crops) is { } area ? Map(area, new SKRect(0, 0, input.Width, input.Height)) : Evaluation;
        return view.PostConcat(sample.Move);
    }

    /// <summary>Whether a sample shows exactly what evaluation sees, possibly mirrored.</summary>
    /// <param name="sample">The sample.</param>
    public bool IsEvaluation(SampledAugmentation sample) =>
        sample.Move is { ScaleX: 1 or -1, ScaleY: 1 or -1, SkewX: 0, SkewY: 0, Persp0: 0, Persp1: 0, Persp2: 1 } move
        && move.TransX == (move.ScaleX < 0 ? input.Width : 0) && move.TransY == (move.ScaleY < 0 ? input.Height : 0)
        && Crop(sample.Crops) is null;

    /// <summary>Returns a description of the crop of a sample, or null if it has none.</summary>
    /// <param name="sample">The sample.</param>
    public string? CropText(SampledAugmentation sample)
    {
        if (Crop(sample.Crops) is not { } crop)
        {
            return sample.Crops is null ? null : "no crop fits";
        }

        var view = View(new SKRect(0, 0, image.Width, image.Height));
        var (across, down) = (crop.Width / view.Width, crop.Height / view.Height);
        return FormattableString.Invariant($"crop {100 * across * down:0} %, aspect {across / down:0.00}");
    }

    private static SKMatrix Map(SKRect from, SKRect to)
    {
        var (x, y) = (to.Width / from.Width, to.Height / from.Height);
        return SKMatrix.CreateScaleTranslation(x, y, to.Left - (from.Left * x), to.Top - (from.Top * y));
    }

    private SKRect? Crop(IReadOnlyList<CropCandidate>? candidates)
    {
        if (candidates is null)
        {
            return null;
        }

        var whole = new SKRect(0, 0, image.Width, image.Height);
        var view = View(whole);
        var field = input.Resize == ResizeMode.Crop ? whole : view;
        foreach (var candidate in candidates)
        {
            if (candidate.In(field, view) is { } crop)
            {
                return crop;
            }
        }

        return null;
    }

    /// <summary>The region that evaluation sees, in pixels of the image; with bars it extends beyond it.</summary>
    private SKRect View(SKRect whole)
    {
        if (input.Resize == ResizeMode.Squash)
        {
            return whole;
        }

        var (x, y) = (whole.Width / input.Width, whole.Height / input.Height);
        var perPixel = input.Resize == ResizeMode.Crop ? Math.Min(x, y) : Math.Max(x, y);
        var (viewWidth, viewHeight) = (input.Width * perPixel, input.Height * perPixel);
        return SKRect.Create((whole.Width - viewWidth) / 2, (whole.Height - viewHeight) / 2, viewWidth, viewHeight);
    }
}
