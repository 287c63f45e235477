namespace MlNetCnn.Diagnostics;

/// <summary>Pictures that are copies of each other.</summary>
/// <param name="Kind">How much alike they are.</param>
/// <param name="Images">Two or more, in the order of the listing. Of near copies, each is like at least one other, not all of them alike.</param>
public sealed record DuplicateGroup(DuplicateKind Kind, IReadOnlyList<LabeledImage> Images)
{
    /// <summary>Whether they lie in several parts, so that what is measured was learnt from.</summary>
    public bool AcrossSplits => Images.Select(image => Role(image.Split)).Distinct().Skip(1).Any();

    /// <summary>Whether they lie in several classes, of which at most one can be right.</summary>
    public bool AcrossLabels => Images.Select(image => image.Label).Distinct(StringComparer.Ordinal).Skip(1).Any();

    /// <summary>Whether a split by chance may tear them apart: they have no part yet, nor one group that keeps them together.</summary>
    internal bool CanBeTornApart =>
        Images.Any(image => image.Split == DatasetSplit.Unassigned)
        && (Images[0].Group is null || Images.Select(image => image.Group).Distinct(StringComparer.Ordinal).Skip(1).Any());

    // Where others have a part, pictures without one are trained on.
    private static DatasetSplit Role(DatasetSplit part) => part == DatasetSplit.Unassigned ? DatasetSplit.Train : part;
}
