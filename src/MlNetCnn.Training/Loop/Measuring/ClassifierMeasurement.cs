using System.Diagnostics;

namespace MlNetCnn.Training;

/// <summary>Measures a finished classifier with ONNX Runtime, as an application will run it.</summary>
/// <param name="graph">The classifier: input <c>image</c>, outputs <c>logits</c> and <c>Score</c>; each measurement takes it as it is then.</param>
/// <param name="name">How it is called in messages.</param>
/// <param name="input">How pictures are made to fit.</param>
/// <param name="decoder">What the decoder accepts.</param>
/// <param name="threads">Pictures worked on at a time.</param>
internal sealed class ClassifierMeasurement(OnnxGraph graph, string name, ImageInput input, ImageDecoderOptions decoder, int threads)
{
    /// <summary>Measures the classifier.</summary>
    /// <param name="images">Usable pictures with their classes.</param>
    /// <param name="classNames">The classes.</param>
    /// <param name="progress">Told after each batch, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The measures, or null where there are no pictures.</returns>
    /// <exception cref="MlNetCnnException">A picture changed since it was listed.</exception>
    public ClassificationReport? Measure(
        LabeledImages images, IReadOnlyList<string> classNames, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        images.Count == 0 ? null : ClassificationReport.Create(classNames, Score(images, progress, cancellationToken), new Dictionary<string, int>());

    /// <summary>Scores all pictures once.</summary>
    /// <param name="images">Usable pictures with their classes.</param>
    /// <param name="progress">Told after each batch, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="MlNetCnnException">A picture changed since it was listed.</exception>
    public IReadOnlyList<ScoredImage> Score(LabeledImages images, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
    [
        .. Run(GraphEditor.Score, "evaluation", images, progress, cancellationToken)
            .Select((scores, i) => new ScoredImage(images.Paths[i], images.Labels[i], scores)),
    ];

    /// <summary>Fits a temperature on pictures that the classifier did not learn from.</summary>
    /// <param name="images">Usable pictures with their classes.</param>
    /// <param name="progress">Told after each batch, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="MlNetCnnException">A picture changed since it was listed.</exception>
    public FittedTemperature FitTemperature(LabeledImages images, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        FittedTemperature.Fit(
            [.. Run(GraphEditor.Logits, "calibration", images, progress, cancellationToken).Select(logits => Array.ConvertAll(logits, logit => (double)logit))],
            images.Labels);

    /// <summary>Times the scoring of files, all workers at work, once the classifier is loaded and warm.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Milliseconds of wall clock for each file.</returns>
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
