namespace MlNetCnn.Evaluation;

/// <summary>
/// Compares the accuracy of a classifier with its confidence: of images with a confidence of 0.8, four of five should be correct. It has fifteen
/// bins of equal width (Guo et al., "On calibration of modern neural networks", 2017).
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

    /// <summary>The bins, from the lowest to the highest confidence.</summary>
    public IReadOnlyList<ReliabilityBin> Bins { get; }

    /// <summary>The number of images.</summary>
    public int Count { get; }

    /// <summary>
    /// The expected calibration error, 0..1: the distance between confidence and accuracy, averaged over the bins weighted by their image counts.
    /// With few images it is above 0 by chance alone.
    /// </summary>
    /// <value>NaN without images.</value>
    public double ExpectedCalibrationError =>
        Bins.Where(bin => bin.Count > 0).Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.Confidence)) / (Count > 0 ? Count : double.NaN);

    /// <summary>Creates the diagram of scored images.</summary>
    /// <param name="images">The images.</param>
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
