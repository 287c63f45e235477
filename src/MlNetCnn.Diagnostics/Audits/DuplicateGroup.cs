namespace MlNetCnn.Diagnostics;

/// <summary>A group of images that are copies of each other.</summary>
/// <param name="Kind">Whether they are exact or near copies.</param>
/// <param name="Images">Two or more images, in the order of the dataset. Each near copy is similar to at least one other, not necessarily to all.</param>
public sealed record DuplicateGroup(DuplicateKind Kind, IReadOnlyList<LabeledImage> Images)
{
    /// <summary>Whether the images are in several splits, so that the model is measured on images that it was trained on.</summary>
    public bool AcrossSplits => Images.Select(image => Role(image.Split)).Distinct().Skip(1).Any();

    /// <summary>Whether the images are in several classes, of which at most one can be right.</summary>
    public bool AcrossLabels => Images.Select(image => image.Label).Distinct(StringComparer.Ordinal).Skip(1).Any();

    /// <summary>Whether a random split may separate the images: they have no split yet and no common group.</summary>
    internal bool CanBeTornApart =>
        Images.Any(image => image.Split == DatasetSplit.Unassigned)
        && (Images[0].Group is null || Images.Select(image => image.Group).Distinct(StringComparer.Ordinal).Skip(1).Any());

    // If other images have a split, images without one are trained on.
    private static DatasetSplit Role(DatasetSplit part) => part == DatasetSplit.Unassigned ? DatasetSplit.Train : part;
}
