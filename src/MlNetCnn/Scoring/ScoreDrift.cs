namespace MlNetCnn.Scoring;

/// <summary>The difference between the scores of two classifiers for the same images.</summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class ScoreDrift
{
    /// <summary>The maximum number of images that are compared.</summary>
    internal const int SampleSize = 200;

    private ScoreDrift(int images, int changedClasses, double meanDifference, double maxDifference)
    {
        Images = images;
        ChangedClasses = changedClasses;
        MeanDifference = meanDifference;
        MaxDifference = maxDifference;
    }

    /// <summary>The number of compared images, without those that were rejected.</summary>
    public int Images { get; }

    /// <summary>The number of images with a different predicted class.</summary>
    public int ChangedClasses { get; }

    /// <summary>The mean over the images of the maximum difference of a class's score; 0 if no image was compared.</summary>
    public double MeanDifference { get; }

    /// <summary>The maximum difference of a class's score over all images.</summary>
    public double MaxDifference { get; }

    /// <summary>
    /// Measures how much the pixels of ResizeImages in plain ML.NET 6 change the scores of a model of version 0.1, which leaves all resizing to it,
    /// compared with those of plain ML.NET 5. Both are computed by this library.
    /// </summary>
    /// <param name="model">A <c>.zip</c> that MlNetCnn wrote.</param>
    /// <param name="images">The files; 200 of them are compared, evenly spaced in the list.</param>
    /// <param name="threads">The number of images processed at the same time; 0 for one per core.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="MlNetCnnException">The file is missing, damaged, or not an MlNetCnn model.</exception>
    public static async Task<ScoreDrift> OfMlNetVersionsAsync(
        string model, IReadOnlyList<string> images, int threads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        var file = ModelFile.Read(model, cancellationToken);
        var options = new ImageClassifierOptions { Threads = threads, Decoder = ImageDecoderOptions.MlNetCompatible };
        using var older = ImageClassifier.Open(file, model, options);

        // Without a reduction in the graph, the pixels at factor 1 are those of ML.NET 6.
        var reduced = file with { Card = file.Card with { ResizeFactor = file.Card.ResizeFactor ?? ResizeFactor.Min } };
        using var newer = ImageClassifier.Open(reduced, model, options);
        return await MeasureAsync(older, newer, EvenSample.Of(images, SampleSize), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Compares two classifiers with the same classes.</summary>
    /// <param name="first">The first classifier.</param>
    /// <param name="second">The second classifier.</param>
    /// <param name="images">The files, all of which are compared.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
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

    /// <summary>Returns the maximum difference of a class's score.</summary>
    internal static double Difference(IEnumerable<float> scores, IEnumerable<float> others) =>
        scores.Zip(others, (score, other) => Math.Abs((double)score - other)).Max();
}
