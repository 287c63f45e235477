namespace MlNetCnn.Features;

/// <summary>
/// The effects that <see cref="AugmentationSafetyCheck"/> looks at. A function of the user's own and standardization are not among them:
/// the first is the user's word, the second is part of the network.
/// </summary>
internal static class CheckedOperations
{
    private static readonly AugmentationParameter[] Parameters =
    [
        .. AugmentationRegistry.All.OrderByDescending(operation => operation.Reorients).SelectMany(operation => operation.Parameters)
            .Where(parameter => parameter.Effect is not null),
    ];

    /// <summary>The effects. Those of one group are looked at together first: mostly none does harm, and one pass says so.</summary>
    public static IReadOnlyList<CheckedOperation> All { get; } =
    [
        .. from parameter in Parameters
           group parameter by parameter.EffectGroup ?? parameter.Effect! into together
           select new CheckedOperation(together.Key, [.. together])
           {
               Parts = [.. together.GroupBy(parameter => parameter.Effect!).Select(effect => new CheckedOperation(effect.Key, [.. effect]))],
           },
    ];

    /// <summary>An augmentation of one operation alone, with what the requested one says of borders and shapes.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="requested">What is asked for.</param>
    public static Augmentation Isolate(CheckedOperation operation, Augmentation requested) => operation.Parameters.Aggregate(
        Parameters.Aggregate(requested with { Function = null }, (rest, parameter) => parameter.Reset(rest)),
        (alone, parameter) => parameter.CopyForCheck(requested, alone));
}

/// <summary>An effect of an <see cref="Augmentation"/> that can be left out by itself, or several that are looked at together.</summary>
/// <param name="Name">What it is called in a sentence.</param>
/// <param name="Parameters">What asks for it.</param>
internal sealed record CheckedOperation(string Name, IReadOnlyList<AugmentationParameter> Parameters)
{
    /// <summary>What it is called in a spec.</summary>
    public string Word => Parameters[0].Name;

    /// <summary>The effects that this one is made of; for a single one none, or that itself.</summary>
    public IReadOnlyList<CheckedOperation> Parts { get; init; } = [];

    /// <summary>Whether the augmentation asks for it.</summary>
    public bool IsIn(Augmentation augmentation) => !Parameters.All(parameter => parameter.IsDefault(augmentation));

    /// <summary>The augmentation without it.</summary>
    public Augmentation Without(Augmentation augmentation) => Parameters.Aggregate(augmentation, (rest, parameter) => parameter.Reset(rest));
}
