namespace MlNetCnn.Diagnostics;

/// <summary>Shows what training would see of pictures: the same code draws them.</summary>
public static class AugmentationPreview
{
    /// <summary>Draws originals and variants.</summary>
    /// <remarks>Synchronous because decoding and drawing are CPU work; call it inside <see cref="Task.Run(Action)"/> to keep a thread free.</remarks>
    /// <param name="paths">The files.</param>
    /// <param name="augmentation">What may happen to them.</param>
    /// <param name="options">How they are shown, or null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>An entry for each file, in order; a file that cannot be used has a fault.</returns>
    /// <exception cref="MlNetCnnException">The augmentation or an option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IReadOnlyList<AugmentedExample> Render(
        IReadOnlyList<string> paths, Augmentation augmentation, AugmentationPreviewOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(augmentation);
        options ??= new AugmentationPreviewOptions();
        OptionChecks.Validate(options);
        AugmentationSpec.Validate(augmentation);
        var sampler = new AugmentationSampler(augmentation, options.Seed, options.Width, options.Height);
        using var decoder = new AugmentedImageDecoder(options.Input, options.Decoder, augmentation);
        return [.. paths.Select((path, index) => Render(path, index, sampler, decoder, options, cancellationToken))];
    }

    private static AugmentedExample Render(
        string path, int index, AugmentationSampler sampler, AugmentedImageDecoder decoder, AugmentationPreviewOptions options,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            if (decoder.Prepare(path, out var image) is { } error)
            {
                return new AugmentedExample(path, [], [], error);
            }

            var geometry = new ViewGeometry(image.FullSize, options.Input);
            var original = Draw(SampledAugmentation.None).Pixels;
            return new AugmentedExample(
                path, original, [.. Enumerable.Range(0, options.Variants).Select(epoch => Draw(sampler.Sample(epoch, index, asText: true)))], null);

            AugmentedVariant Draw(SampledAugmentation sample)
            {
                var pixels = new float[decoder.PixelValueCount];
                decoder.Render(image, sample, pixels);
                return new AugmentedVariant(pixels, geometry.CropText(sample) is { } crop ? [crop, .. sample.Words] : sample.Words);
            }
        }
        finally
        {
            decoder.Release();
        }
    }
}
