namespace MlNetCnn.Augmentations;

/// <summary>The list of all operations and the list of all parameters; sampling, specs, ranges and the safety check use them.</summary>
internal static class AugmentationRegistry
{
    /// <summary>The name of mirroring left to right.</summary>
    public const string MirrorName = "flip";

    /// <summary>The random number stream of <see cref="Augmentation.Function"/>, which is not an operation of a spec.</summary>
    public const int FunctionStreamId = 17;

    /// <summary>The operations, in the order in which a spec writes them.</summary>
    public static IReadOnlyList<AugmentationOperation> All { get; } =
        [.. MoveOperations.All, .. ColorOperations.All, .. PixelOperations.All, .. RandomOperations.All];

    /// <summary>All parameters, in the order in which a spec writes them: those of the operations, of the fill, and of standardization.</summary>
    public static IReadOnlyList<AugmentationParameter> Parameters { get; } =
    [
        .. All.SelectMany(operation => operation.Parameters),
        new FillParameter(),
        new NumberParameter("fill-value", 0, 255, "the gray level of fill=constant", a => a.FillValue, (a, x) => a with { FillValue = x }),
        new NumberParameter(
            "rescale", 1e-6, 1000, "the factor for pixels", a => a.Standardization.Rescale, (a, x) => Standardized(a, s => s with { Rescale = x })),
        new FlagParameter("samplewise-center", a => a.Standardization.SamplewiseCenter, (a, on) => Standardized(a, s => s with { SamplewiseCenter = on })),
        new FlagParameter("samplewise-std", a => a.Standardization.SamplewiseStd, (a, on) => Standardized(a, s => s with { SamplewiseStd = on })),
        new FlagParameter("featurewise-center", a => a.Standardization.FeaturewiseCenter, (a, on) => Standardized(a, s => s with { FeaturewiseCenter = on })),
        new FlagParameter("featurewise-std", a => a.Standardization.FeaturewiseStd, (a, on) => Standardized(a, s => s with { FeaturewiseStd = on })),
    ];

    /// <summary>The presets by name.</summary>
    public static IReadOnlyList<(string Name, Augmentation Value)> Presets { get; } =
    [
        ("none", Augmentation.None),
        ("light", Augmentation.Light),
        ("standard", Augmentation.Standard),
        ("strong", Augmentation.Strong),
    ];

    private static Augmentation Standardized(Augmentation augmentation, Func<PixelStandardization, PixelStandardization> change) =>
        augmentation with { Standardization = change(augmentation.Standardization) };
}
