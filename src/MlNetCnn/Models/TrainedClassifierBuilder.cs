using System.Diagnostics;

namespace MlNetCnn.Models;

/// <summary>Collects the results that every training method has at its end, and creates the classifier from them.</summary>
/// <param name="split">The images.</param>
/// <param name="features">The features of the frozen network, or the images that can be used.</param>
/// <param name="clock">A stopwatch that has been running since the start of the work.</param>
[SharedInternal]
internal sealed class TrainedClassifierBuilder(DatasetSplits split, LabeledFeatures features, Stopwatch clock)
{
    /// <summary>The images.</summary>
    public DatasetSplits Split => split;

    /// <summary>The features of the frozen network, or the images that can be used.</summary>
    public LabeledFeatures Features => features;

    /// <summary>The classifier, before <see cref="Build"/> divides its logits by the temperature.</summary>
    public required OnnxGraph Graph { get; init; }

    /// <summary>The card, without the values that <see cref="Build"/> measures.</summary>
    public required ModelCard Card { get; init; }

    /// <summary>The temperature, or null if scores are not calibrated.</summary>
    public required FittedTemperature? Temperature { get; init; }

    /// <inheritdoc cref="TrainedClassifier.TrainableParameters"/>
    public required long TrainableParameters { get; init; }

    /// <inheritdoc cref="TrainedClassifier.Arithmetic"/>
    public required IReadOnlyDictionary<string, string> Arithmetic { get; init; }

    /// <summary>Seconds until the backbone was loaded.</summary>
    public required double LoadSeconds { get; init; }

    /// <summary>Seconds until the features were computed.</summary>
    public required double FeatureSeconds { get; init; }

    /// <inheritdoc cref="TrainedClassifier.History"/>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <inheritdoc cref="TrainedClassifier.BestEpoch"/>
    public int BestEpoch { get; init; }

    /// <summary>Deviations from the requested settings, besides those about the split and the temperature.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Evaluates the classifier and creates it.</summary>
    /// <param name="measure">Scores the test images after the logits are divided by the temperature.</param>
    public TrainedClassifier Build(Func<IReadOnlyList<ScoredImage>> measure)
    {
        Temperature?.BakeInto(Graph);
        var trained = clock.Elapsed.TotalSeconds;
        var scored = measure();
        var report = scored.Count == 0 ? null : ClassificationReport.Create(split.ClassNames, scored, split.UnknownTestLabels);
        var evaluated = clock.Elapsed.TotalSeconds;
        return new TrainedClassifier(
            this, scored, report, new TrainingSeconds(LoadSeconds, FeatureSeconds - LoadSeconds, trained - FeatureSeconds, evaluated - trained, evaluated));
    }
}
