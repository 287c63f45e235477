namespace MlNetCnn.Diagnostics;

/// <summary>Previews augmented images as training sees them, using the code that training uses.</summary>
public static class AugmentationPreview
{
    /// <summary>Augments images.</summary>
    /// <remarks>Synchronous because decoding and drawing are CPU work; call it inside <see cref="Task.Run(Action)"/> to keep a thread free.</remarks>
    /// <param name="paths">The files.</param>
    /// <param name="augmentation">The augmentation.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>One entry for each file, in order; the entry of a file that cannot be used has an error.</returns>
    /// <exception cref="MlNetCnnException">The augmentation or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
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
