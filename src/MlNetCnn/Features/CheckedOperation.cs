namespace MlNetCnn.Features;

/// <summary>An operation of an <see cref="Augmentation"/> that can be left out by itself.</summary>
/// <param name="Name">What it is called in a sentence.</param>
/// <param name="Word">What it is called in a spec.</param>
/// <param name="Only">
/// An augmentation of this operation alone: of a blank one and the one that was asked for. Mirroring and
/// the loss of colours always happen; all else is drawn as in training.
/// </param>
/// <param name="Without">The augmentation without it.</param>
internal sealed record CheckedOperation(
    string Name, string Word, Func<Augmentation, Augmentation, Augmentation> Only, Func<Augmentation, Augmentation> Without)
{
    /// <summary>The operations that this one is made of, looked at one by one where all together do harm; empty for none.</summary>
    public IReadOnlyList<CheckedOperation> Parts { get; private init; } = [];

    /// <summary>Whether the augmentation asks for it.</summary>
    public bool IsIn(Augmentation augmentation) => Without(augmentation) != augmentation;

    /// <summary>This operation alone, with what the augmentation says of borders and shapes.</summary>
    public Augmentation Alone(Augmentation augmentation) => Only(
        Augmentation.None with
        {
            CropAspect = augmentation.CropAspect,
            ZoomEachSide = augmentation.ZoomEachSide,
            Fill = augmentation.Fill,
            FillValue = augmentation.FillValue,
            ErasingArea = augmentation.ErasingArea,
            ErasingAspect = augmentation.ErasingAspect,
            RandAugmentMagnitude = augmentation.RandAugmentMagnitude,
        },
        augmentation);

    /// <summary>Several operations as one.</summary>
    public static CheckedOperation Together(string name, params CheckedOperation[] parts) => new(
        name,
        string.Join('+', parts.Select(part => part.Word)),
        (blank, requested) => parts.Where(part => part.IsIn(requested)).Aggregate(blank, (sum, part) => part.Only(sum, requested)),
        augmentation => parts.Aggregate(augmentation, (rest, part) => part.Without(rest)))
    {
        Parts = parts,
    };
}
