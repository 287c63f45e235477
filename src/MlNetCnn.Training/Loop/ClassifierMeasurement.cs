namespace MlNetCnn.Training;

/// <summary>Measures a finished classifier with ONNX Runtime, as an application will run it.</summary>
/// <param name="graph">The classifier: input <c>image</c>, output <c>Score</c>.</param>
/// <param name="name">How it is called in messages.</param>
/// <param name="input">How pictures are made to fit.</param>
/// <param name="decoder">What the decoder accepts.</param>
/// <param name="threads">Pictures worked on at a time.</param>
internal sealed class ClassifierMeasurement(OnnxGraph graph, string name, ImageInput input, ImageDecoderOptions decoder, int threads)
{
    /// <summary>Scores all pictures once.</summary>
    /// <param name="pictures">Usable pictures with their classes.</param>
    /// <param name="classNames">The classes.</param>
    /// <param name="progress">Told after each batch, or null.</param>
    /// <param name="token">Stops the work.</param>
    /// <returns>The measures, or null where there are no pictures.</returns>
    /// <exception cref="MlNetCnnException">A picture changed since it was listed.</exception>
    public ClassificationReport? Measure(
        LabeledPictures pictures, IReadOnlyList<string> classNames, IProgress<TrainingProgress>? progress, CancellationToken token)
    {
        if (pictures.Count == 0)
        {
            return null;
        }

        using var runner = new ImageBatchRunner(new ImageBatchSession(graph.ToBytes(), name), GraphSurgery.Score, input, decoder, threads);
        var scores = new List<float[]>(pictures.Count);
        foreach (var batch in runner.RunAsync([.. pictures.Paths], token).ToBlockingEnumerable(token))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (batch.Fault(i) is { } fault)
                {
                    throw SourceFaults.Changed(fault);
                }

                scores.Add(batch.Output(i).ToArray());
            }

            progress?.Report(new TrainingProgress("evaluation", scores.Count, pictures.Count, "images"));
        }

        return ClassificationReport.Create(classNames, pictures.Labels, scores);
    }
}
