namespace MlNetCnn.Evaluation;

/// <summary>
/// How often a classifier is right against how sure it is: of pictures with a confidence of 0.8 four of five should be right. Fifteen bins
/// of equal width (Guo et al., "On calibration of modern neural networks", 2017).
/// </summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class ReliabilityDiagram
{
    private const int BinCount = 15;

    private ReliabilityDiagram(IReadOnlyList<ReliabilityBin> bins)
    {
        Bins = bins;
        Count = bins.Sum(bin => bin.Count);
    }

    /// <summary>The bins, from the least confidence to the most.</summary>
    public IReadOnlyList<ReliabilityBin> Bins { get; }

    /// <summary>How many pictures.</summary>
    public int Count { get; }

    /// <summary>
    /// The expected calibration error, 0..1: the distance between confidence and accuracy, a mean over the bins by their pictures. With few
    /// pictures chance alone keeps it above 0.
    /// </summary>
    /// <value>Not a number where there are no pictures.</value>
    public double ExpectedCalibrationError =>
        Bins.Where(bin => bin.Count > 0).Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.Confidence)) / (Count > 0 ? Count : double.NaN);

    /// <summary>Counts pictures.</summary>
    /// <param name="images">The pictures.</param>
    /// <returns>The diagram.</returns>
    public static ReliabilityDiagram Create(IEnumerable<ScoredImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var counts = new int[BinCount];
        var rights = new int[BinCount];
        var confidences = new double[BinCount];
        foreach (var image in images)
        {
            var bin = Math.Clamp((int)Math.Ceiling(image.Confidence * (double)BinCount) - 1, 0, BinCount - 1);
            counts[bin]++;
            rights[bin] += image.IsRight ? 1 : 0;
            confidences[bin] += image.Confidence;
        }

        return new ReliabilityDiagram([.. counts.Select((count, bin) => new ReliabilityBin(
            bin / (double)BinCount, (bin + 1) / (double)BinCount, count, confidences[bin] / OrNaN(count), rights[bin] / OrNaN(count)))]);

        static double OrNaN(int count) => count > 0 ? count : double.NaN;
    }
}
