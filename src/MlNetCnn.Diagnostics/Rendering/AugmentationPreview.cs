namespace MlNetCnn.Diagnostics;

/// <summary>Shows what training would see of pictures: the same code draws them.</summary>
public static class AugmentationPreview
{
    /// <summary>Draws originals and variants.</summary>
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
        using var renderer = new AugmentationRenderer(augmentation, options.Seed, options.Input, options.Decoder);
        return [.. paths.Select((path, index) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (renderer.Render(path, index, options.Variants, out var drawn) is { } error)
            {
                return new AugmentedExample(path, [], [], error);
            }

            var variants = drawn.Skip(1).Select(variant => new AugmentedVariant(variant.Pixels, variant.Changes));
            return new AugmentedExample(path, drawn[0].Pixels, [.. variants], null);
        })];
    }
}
