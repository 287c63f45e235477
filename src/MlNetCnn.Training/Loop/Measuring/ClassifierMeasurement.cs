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
    /// <param name="pictures">Usable pictures with their classes.</param>
    /// <param name="classNames">The classes.</param>
    /// <param name="progress">Told after each batch, or null.</param>
    /// <param name="token">Stops the work.</param>
    /// <returns>The measures, or null where there are no pictures.</returns>
    /// <exception cref="MlNetCnnException">A picture changed since it was listed.</exception>
    public ClassificationReport? Measure(
        LabeledPictures pictures, IReadOnlyList<string> classNames, IProgress<TrainingProgress>? progress, CancellationToken token) =>
        Report(classNames, Score(pictures, progress, token), new Dictionary<string, int>());

    /// <summary>The measures of scored pictures, or null where there are none.</summary>
    /// <param name="classNames">The classes.</param>
    /// <param name="images">The pictures.</param>
    /// <param name="unknownLabels">Labels that are none of the classes, with their numbers of pictures.</param>
    public static ClassificationReport? Report(
        IReadOnlyList<string> classNames, IReadOnlyList<ScoredImage> images, IReadOnlyDictionary<string, int> unknownLabels) =>
        images.Count == 0 ? null : ClassificationReport.Create(classNames, images, unknownLabels);

    /// <summary>Scores all pictures once.</summary>
    /// <param name="pictures">Usable pictures with their classes.</param>
    /// <param name="progress">Told after each batch, or null.</param>
    /// <param name="token">Stops the work.</param>
    /// <exception cref="MlNetCnnException">A picture changed since it was listed.</exception>
    public IReadOnlyList<ScoredImage> Score(LabeledPictures pictures, IProgress<TrainingProgress>? progress, CancellationToken token) =>
    [
        .. Run(GraphSurgery.Score, "evaluation", pictures, progress, token)
            .Select((scores, i) => new ScoredImage(pictures.Paths[i], pictures.Labels[i], scores)),
    ];

    /// <summary>Fits a temperature on pictures that the classifier did not learn from.</summary>
    /// <param name="pictures">Usable pictures with their classes.</param>
    /// <param name="progress">Told after each batch, or null.</param>
    /// <param name="token">Stops the work.</param>
    /// <exception cref="MlNetCnnException">A picture changed since it was listed.</exception>
    public FittedTemperature FitTemperature(LabeledPictures pictures, IProgress<TrainingProgress>? progress, CancellationToken token) =>
        FittedTemperature.Fit(
            [.. Run(GraphSurgery.Logits, "calibration", pictures, progress, token).Select(logits => Array.ConvertAll(logits, logit => (double)logit))],
            pictures.Labels);

    /// <summary>Times the scoring of files, all workers at work, once the classifier is loaded and warm.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="token">Stops the work.</param>
    /// <returns>Milliseconds of wall clock for each file.</returns>
    public double MillisecondsPerImage(IReadOnlyList<string> paths, CancellationToken token)
    {
        using var runner = new ImageBatchRunner(new ImageBatchSession(graph.ToBytes(), name), GraphSurgery.Score, input, decoder, threads);
        Read([.. paths.Take(threads * ImageBatchRunner.BatchSize)]);
        var clock = Stopwatch.StartNew();
        Read(paths);
        return clock.Elapsed.TotalMilliseconds / paths.Count;

        void Read(IReadOnlyList<string> some)
        {
            foreach (var batch in runner.RunAsync([.. some], token).ToBlockingEnumerable(token))
            {
                _ = batch.Count;
            }
        }
    }

    private List<float[]> Run(
        string output, string stage, LabeledPictures pictures, IProgress<TrainingProgress>? progress, CancellationToken token)
    {
        var outputs = new List<float[]>(pictures.Count);
        if (pictures.Count == 0)
        {
            return outputs;
        }

        using var runner = new ImageBatchRunner(new ImageBatchSession(graph.ToBytes(), name), output, input, decoder, threads);
        foreach (var batch in runner.RunAsync([.. pictures.Paths], token).ToBlockingEnumerable(token))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (batch.Fault(i) is { } fault)
                {
                    throw SourceFaults.Changed(fault);
                }

                outputs.Add(batch.Output(i).ToArray());
            }

            progress?.Report(new TrainingProgress(stage, outputs.Count, pictures.Count, "images"));
        }

        return outputs;
    }
}
