namespace MlNetCnn.Features;

/// <summary>
/// The effects that <see cref="AugmentationSafetyCheck"/> checks. A custom function and standardization are not among them:
/// the first is the user's responsibility, the second is part of the network.
/// </summary>
internal static class CheckedOperations
{
    private static readonly AugmentationParameter[] Parameters =
    [
        .. AugmentationRegistry.All.OrderByDescending(operation => operation.Reorients).SelectMany(operation => operation.Parameters)
            .Where(parameter => parameter.Effect is not null),
    ];

    /// <summary>The effects. Those of one group are checked together first: usually none is harmful, and one pass shows that.</summary>
    public static IReadOnlyList<CheckedOperation> All { get; } =
    [
        .. from parameter in Parameters
           group parameter by parameter.EffectGroup ?? parameter.Effect! into together
           select new CheckedOperation(together.Key, [.. together])
           {
               Parts = [.. together.GroupBy(parameter => parameter.Effect!).Select(effect => new CheckedOperation(effect.Key, [.. effect]))],
           },
    ];

    /// <summary>Returns an augmentation of one operation alone, with the fill and aspect settings of the requested one.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="requested">The requested augmentation.</param>
    public static Augmentation Isolate(CheckedOperation operation, Augmentation requested) => operation.Parameters.Aggregate(
        Parameters.Aggregate(requested with { Function = null }, (rest, parameter) => parameter.Reset(rest)),
        (alone, parameter) => parameter.CopyForCheck(requested, alone));
}

/// <summary>An effect of an <see cref="Augmentation"/> that can be left out by itself, or several that are checked together.</summary>
/// <param name="Name">Its name in a sentence.</param>
/// <param name="Parameters">The parameters that turn it on.</param>
internal sealed record CheckedOperation(string Name, IReadOnlyList<AugmentationParameter> Parameters)
{
    /// <summary>Its name in a spec.</summary>
    public string Word => Parameters[0].Name;

    /// <summary>The effects that this one consists of; for a single one none, or itself.</summary>
    public IReadOnlyList<CheckedOperation> Parts { get; init; } = [];

    /// <summary>Whether the augmentation includes it.</summary>
    public bool IsIn(Augmentation augmentation) => !Parameters.All(parameter => parameter.IsDefault(augmentation));

    /// <summary>Returns the augmentation without it.</summary>
    public Augmentation Without(Augmentation augmentation) => Parameters.Aggregate(augmentation, (rest, parameter) => parameter.Reset(rest));
}
