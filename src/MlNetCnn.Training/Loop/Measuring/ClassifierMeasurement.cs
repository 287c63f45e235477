using System.Diagnostics;

namespace MlNetCnn.Training;

/// <summary>Measures a finished classifier in ONNX Runtime, as an application runs it.</summary>
/// <param name="graph">The classifier: input <c>image</c>, outputs <c>logits</c> and <c>Score</c>; each measurement uses its current state.</param>
/// <param name="name">The classifier's name in error messages.</param>
/// <param name="input">The input size, and how images are resized to it.</param>
/// <param name="decoder">The options of the image decoder.</param>
/// <param name="threads">The number of images processed at a time.</param>
internal sealed class ClassifierMeasurement(OnnxGraph graph, string name, ImageInput input, ImageDecoderOptions decoder, int threads)
{
    /// <summary>Measures the classifier.</summary>
    /// <param name="images">Valid images with their classes.</param>
    /// <param name="classNames">The class names.</param>
    /// <param name="progress">Receives progress after each batch, or null.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The metrics, or null if there are no images.</returns>
    /// <exception cref="MlNetCnnException">An image has changed since it was listed.</exception>
    public ClassificationReport? Measure(
        LabeledImages images, IReadOnlyList<string> classNames, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        images.Count == 0 ? null : ClassificationReport.Create(classNames, Score(images, progress, cancellationToken), new Dictionary<string, int>());

    /// <summary>Scores all images once.</summary>
    /// <param name="images">Valid images with their classes.</param>
    /// <param name="progress">Receives progress after each batch, or null.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="MlNetCnnException">An image has changed since it was listed.</exception>
    public IReadOnlyList<ScoredImage> Score(LabeledImages images, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
    [
        .. Run(GraphEditor.Score, "evaluation", images, progress, cancellationToken)
            .Select((scores, i) => new ScoredImage(images.Paths[i], images.Labels[i], scores)),
    ];

    /// <summary>Fits a temperature on images that the classifier was not trained on.</summary>
    /// <param name="images">Valid images with their classes.</param>
    /// <param name="progress">Receives progress after each batch, or null.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="MlNetCnnException">An image has changed since it was listed.</exception>
    public FittedTemperature FitTemperature(LabeledImages images, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        FittedTemperature.Fit(
            [.. Run(GraphEditor.Logits, "calibration", images, progress, cancellationToken).Select(logits => Array.ConvertAll(logits, logit => (double)logit))],
            images.Labels);

    /// <summary>Measures the time to score files with all workers busy, once the classifier is loaded and warm.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>Milliseconds of wall-clock time per file.</returns>
    public double MillisecondsPerImage(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        using var runner = ImageBatchRunner.Open(graph, name, GraphEditor.Score, input, decoder, threads);
        Read([.. paths.Take(threads * ImageBatchRunner.BatchSize)]);
        var clock = Stopwatch.StartNew();
        Read(paths);
        return clock.Elapsed.TotalMilliseconds / paths.Count;

        void Read(IReadOnlyList<string> some)
        {
            foreach (var batch in runner.RunAsync([.. some], cancellationToken).ToBlockingEnumerable(cancellationToken))
            {
                _ = batch.Count;
            }
        }
    }

    private List<float[]> Run(
        string output, string stage, LabeledImages images, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var outputs = new List<float[]>(images.Count);
        if (images.Count == 0)
        {
            return outputs;
        }

        using var runner = ImageBatchRunner.Open(graph, name, output, input, decoder, threads);
        foreach (var batch in runner.RunAsync([.. images.Paths], cancellationToken).ToBlockingEnumerable(cancellationToken))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (batch.Error(i) is { } error)
                {
                    throw SourceErrors.Changed(error);
                }

                outputs.Add(batch.Output(i).ToArray());
            }

            progress?.Report(new TrainingProgress(stage, outputs.Count, images.Count, "images"));
        }

        return outputs;
    }
}
