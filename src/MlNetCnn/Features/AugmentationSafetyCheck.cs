using System.Globalization;

namespace MlNetCnn.Features;

/// <summary>
/// Finds the operations of an augmentation that change labels, not only images: a linear probe on frozen features scores images
/// under each operation alone, and the same images unchanged (<see cref="AugmentationEffect"/> has the rules).
/// </summary>
/// <remarks>
/// <para>It finds what the frozen features show: an operation that makes one class look like another, or removes what distinguishes
/// classes. It cannot find an exchange of classes that the probe does not distinguish in the first place, and hardly one of classes
/// with fewer than about five images. The result does not measure usefulness: an operation that is kept does no harm to labels, and may or
/// may not help; one whose images are so unfamiliar that the probe fails on them is left out although training might have coped.</para>
/// <para>Mirroring and the loss of color are always applied, as they are the same for all images of a class; strengths, positions and
/// directions of the other operations are sampled as in training, so that the loss is the one that training would have.</para>
/// </remarks>
/// <param name="Augmentation">The requested augmentation, without the operations that change labels.</param>
/// <param name="Sentences">
/// What was checked and what was left out, one sentence each, for users; at least one. Those about what was left out come last.
/// </param>
[SharedInternal]
internal sealed record AugmentationSafetyCheck(Augmentation Augmentation, IReadOnlyList<string> Sentences)
{
    /// <summary>The default maximum number of images to check.</summary>
    public const int DefaultLimit = 500;

    /// <summary>With fewer images the result says so: an exchange of classes is still found, but little else.</summary>
    public const int Enough = 50;

    private const int NamedClasses = 4;

    /// <summary>The operations that were left out, as parameters of a spec.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Selects the operations to keep.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="probe">A head on its features, which must not have been fitted on any of <paramref name="images"/>.</param>
    /// <param name="images">
    /// The validation images; if there are fewer than about 50, also training images that the probe was not fitted on.
    /// Images of a class that the probe does not know, and files that cannot be used, are skipped.
    /// </param>
    /// <param name="classNames">The classes, in the order of the probe.</param>
    /// <param name="options">How images are read; the cache provides the features of unchanged ones.</param>
    /// <param name="seed">The seed for selecting the images and sampling the strengths.</param>
    /// <param name="requested">The requested augmentation, or null for <see cref="Augmentation.Standard"/>.</param>
    /// <param name="limit">The maximum number of images to check, distributed evenly over the classes.</param>
    /// <param name="progress">Reported to after each operation, or null.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="MlNetCnnException">A parameter of the augmentation is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static async Task<AugmentationSafetyCheck> RunAsync(
        Backbone backbone,
        FittedHead probe,
        ImageDataset images,
        IReadOnlyList<string> classNames,
        FeatureExtractorOptions options,
        int seed,
        Augmentation? requested = null,
        int limit = DefaultLimit,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        requested ??= Augmentation.Standard;
        requested.Validate();
        var operations = new Queue<CheckedOperation>(CheckedOperations.All.Where(operation => operation.IsIn(requested)));
        if (operations.Count == 0)
        {
            return new AugmentationSafetyCheck(requested, ["Augmentation: no requested operation could change a label."]);
        }

        using var extractor = new FeatureExtractor(backbone, options);
        var unchanged = await CheckedImages.ReadAsync(extractor, probe, images, classNames, limit, seed, cancellationToken).ConfigureAwait(false);
        if (unchanged.Paths.Count == 0)
        {
            return new AugmentationSafetyCheck(requested, ["Augmentation: there are no images to check it on, so all requested operations are kept."]);
        }

        var loading = new ImageBatchLoaderOptions
        {
            Width = backbone.InputWidth, Height = backbone.InputHeight, Resize = options.Resize, ResizeFactor = options.ResizeFactor,
            Decoder = options.Decoder, Seed = seed,
        };
        var chosen = requested;
        var reasons = new List<string>();
        var leftOut = new List<string>();
        var done = 0;
        while (operations.TryDequeue(out var operation))
        {
            progress?.Report(new TrainingProgress("augmentation", done, done + operations.Count + 1, "operations"));
            var alone = loading with { Augmentation = CheckedOperations.Isolate(operation, requested) };
            using var source = new AugmentedPixelSource(unchanged.Paths, alone, kept: null);
            var effect = await unchanged.CompareAsync(extractor, probe, source, classNames.Count, cancellationToken).ConfigureAwait(false);
            done++;
            if (!effect.DoesHarm)
            {
                continue;
            }

            CheckedOperation[] parts = [.. operation.Parts.Where(part => part.IsIn(requested))];
            if (parts.Length > 1)
            {
                Array.ForEach(parts, operations.Enqueue);
                continue;
            }

            operation = parts is [var only] ? only : operation;
            chosen = operation.Without(chosen);
            leftOut.Add(operation.Word);
            reasons.Add(Reason(operation.Name, effect, classNames));
        }

        progress?.Report(new TrainingProgress("augmentation", done, done, "operations"));
        return new AugmentationSafetyCheck(chosen, [Summary(unchanged, requested, chosen), .. reasons]) { LeftOut = leftOut };
    }

    private static string Summary(CheckedImages images, Augmentation requested, Augmentation chosen)
    {
        var outcome = chosen == requested ? $"no operation of '{requested}' changes labels, all are kept" : $"of '{requested}', '{chosen}' is kept";
        var few = images.Paths.Count < Enough ? " With so few images, only obvious harm is detected." : "";
        return $"Augmentation: {outcome} (checked on {images.Paths.Count} images, {Percent(images.Accuracy)} of them recognized unchanged).{few}";
    }

    private static string Reason(string operation, AugmentationEffect effect, IReadOnlyList<string> classNames)
    {
        if (effect.Turned.Count == 0)
        {
            var error = (100 * effect.StandardError).ToString("0.0", CultureInfo.InvariantCulture);
            return $"Left out {operation}: only {Percent(effect.AccuracyAfter)} of the changed images are recognized, "
                + $"{Percent(effect.AccuracyBefore)} unchanged (standard error of the difference {error} points).";
        }

        var turned = effect.Turned.Take(NamedClasses)
            .Select(t => $"'{classNames[t.From]}' into '{classNames[t.Into]}' ({t.Turned} of {t.Recognized} images)");
        var more = effect.Turned.Count > NamedClasses ? $" and {effect.Turned.Count - NamedClasses} other classes" : "";
        return $"Left out {operation}: it turns {string.Join(", ", turned)}{more}.";
    }

    private static string Percent(double fraction) => (100 * fraction).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
