namespace MlNetCnn.Training;

/// <summary>Usable pictures with their classes.</summary>
/// <param name="Paths">The files.</param>
/// <param name="Labels">Their classes, as places in the list of class names.</param>
internal sealed record LabeledImages(IReadOnlyList<string> Paths, IReadOnlyList<int> Labels)
{
    /// <summary>How many there are.</summary>
    public int Count => Paths.Count;

    /// <summary>The usable pictures of a part.</summary>
    /// <param name="rows">Their rows in a table of all images, and their classes.</param>
    /// <param name="firstRow">The row of the part's first image.</param>
    /// <param name="part">The part.</param>
    public static LabeledImages Of(LabeledRows rows, int firstRow, ImageDataset part) =>
        new([.. rows.Rows.Select(row => part[row - firstRow].Path)], rows.Labels);

    /// <summary>What a network is to say of some of them.</summary>
    /// <param name="shown">Their places in the list.</param>
    /// <param name="classCount">Classes there are.</param>
    /// <param name="smoothing">Label smoothing.</param>
    /// <returns>[pictures, classes], row-major: a distribution over the classes for each picture.</returns>
    public float[] Targets(int[] shown, int classCount, double smoothing)
    {
        var targets = new float[shown.Length * classCount];
        SoftLabels.Write([.. shown.Select(i => Labels[i])], classCount, smoothing, targets);
        return targets;
    }
}
