namespace MlNetCnn.Training;

/// <summary>Usable pictures with their classes.</summary>
/// <param name="Paths">The files.</param>
/// <param name="Labels">Their classes, as places in the list of class names.</param>
internal sealed record LabeledPictures(IReadOnlyList<string> Paths, IReadOnlyList<int> Labels)
{
    /// <summary>How many there are.</summary>
    public int Count => Paths.Count;
}
