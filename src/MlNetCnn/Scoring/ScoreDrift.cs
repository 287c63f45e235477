namespace MlNetCnn.Scoring;

/// <summary>How far apart the answers of two classifiers for the same images are.</summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class ScoreDrift
{
    /// <summary>Images that are compared, of however many there are.</summary>
    internal const int SampleSize = 200;

    private ScoreDrift(int images, int changedClasses, double meanDifference, double maxDifference)
    {
        Images = images;
        ChangedClasses = changedClasses;
        MeanDifference = meanDifference;
        MaxDifference = maxDifference;
    }

    /// <summary>Images that were compared; those that cannot be used are not among them.</summary>
    public int Images { get; }

    /// <summary>Images that get another class.</summary>
    public int ChangedClasses { get; }

    /// <summary>The mean over the images of the largest difference of a class's score; 0 where no image was compared.</summary>
    public double MeanDifference { get; }

    /// <summary>The largest difference of a class's score of any image.</summary>
    public double MaxDifference { get; }

    /// <summary>
    /// Measures what the pixels of stock ML.NET 6's ResizeImages change for a model of version 0.1, which leaves all resizing to it, against
    /// those of stock ML.NET 5. Both are computed here.
    /// </summary>
    /// <param name="model">A <c>.zip</c> that MlNetCnn wrote.</param>
    /// <param name="images">Files; 200 of them are compared, evenly over the list.</param>
    /// <param name="threads">Images worked on at the same time; 0 for one per core.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="MlNetCnnException">The file is missing, damaged, or no model of MlNetCnn.</exception>
    public static async Task<ScoreDrift> OfMlNetVersionsAsync(
        string model, IReadOnlyList<string> images, int threads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var older = ImageClassifier.Open(model, threads, _ => ImageDecoderOptions.MlNetCompatible);

        // Without a reduction in the graph, the pixels at factor 1 are those of ML.NET 6.
        using var newer = ImageClassifier.Open(
            model, threads, _ => ImageDecoderOptions.MlNetCompatible, card: card => card with { ResizeFactor = card.ResizeFactor ?? ResizeFactor.Min });
        return await MeasureAsync(older, newer, EvenSample.Of(images, SampleSize), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Compares two classifiers with the same classes.</summary>
    /// <param name="first">One of them.</param>
    /// <param name="second">The other.</param>
    /// <param name="images">Files, all of which are compared.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    internal static async Task<ScoreDrift> MeasureAsync(
        ImageClassifier first, ImageClassifier second, IReadOnlyList<string> images, CancellationToken cancellationToken)
    {
        var answers = await second.PredictAsync(images, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        var (index, count, changed, sum, max) = (0, 0, 0, 0.0, 0.0);
        await foreach (var prediction in first.PredictAsync(images, cancellationToken).ConfigureAwait(false))
        {
            var answer = answers[index++];
            if (prediction.Error is not null || answer.Error is not null)
            {
                continue;
            }

            var difference = Difference(prediction.Scores, answer.Scores);
            count++;
            changed += prediction.Best == answer.Best ? 0 : 1;
            sum += difference;
            max = Math.Max(max, difference);
        }

        return new ScoreDrift(count, changed, sum / Math.Max(1, count), max);
    }

    /// <summary>The largest difference of a class's score.</summary>
    internal static double Difference(IEnumerable<float> scores, IEnumerable<float> others) =>
        scores.Zip(others, (score, other) => Math.Abs((double)score - other)).Max();
}
