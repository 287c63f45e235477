namespace MlNetCnn;

/// <summary>Shows what training would see of pictures: the same code draws them.</summary>
public static class AugmentationPreview
{
    /// <summary>Draws originals and variants.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="augmentation">What may happen to them.</param>
    /// <param name="options">How they are shown, or null for the defaults.</param>
    /// <param name="token">Stops the work.</param>
    /// <returns>An entry for each file, in order; a file that cannot be used has a fault.</returns>
    /// <exception cref="MlNetCnnException">The augmentation or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IReadOnlyList<AugmentedExample> Draw(
        IReadOnlyList<string> paths, Augmentation augmentation, AugmentationPreviewOptions? options = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(augmentation);
        options ??= new AugmentationPreviewOptions();
        options.Validate();
        AugmentationSpec.Validate(augmentation);
        var sampler = new AugmentationSampler(augmentation, options.Seed, options.Width, options.Height);
        using var decoder = new AugmentedImageDecoder(options.Input, options.Decoder, augmentation);
        return [.. paths.Select((path, index) => Draw(path, index, sampler, decoder, options, token))];
    }

    private static AugmentedExample Draw(
        string path, int index, AugmentationSampler sampler, AugmentedImageDecoder decoder, AugmentationPreviewOptions options, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        try
        {
            if (decoder.Prepare(path, out var picture) is { } fault)
            {
                return new AugmentedExample(path, [], [], fault);
            }

            var geometry = new ViewGeometry(picture.FullSize, options.Input);
            var original = Draw(AugmentationDraw.None).Pixels;
            return new AugmentedExample(
                path, original, [.. Enumerable.Range(0, options.Variants).Select(epoch => Draw(sampler.Draw(epoch, index, inWords: true)))], null);

            AugmentedVariant Draw(AugmentationDraw draw)
            {
                var pixels = new float[decoder.PixelLength];
                decoder.Draw(picture, draw, pixels);
                return new AugmentedVariant(pixels, geometry.CropInWords(draw) is { } crop ? [crop, .. draw.Words] : draw.Words);
            }
        }
        finally
        {
            decoder.Release();
        }
    }
}
