using System.Diagnostics;

namespace MlNetCnn.Models;

/// <summary>What every method of training knows at its end, and how a classifier is made of it.</summary>
/// <param name="split">The images.</param>
/// <param name="features">What the frozen network sees in them, or which of them can be used.</param>
/// <param name="clock">Runs since the work began.</param>
[SharedInternal]
internal sealed class TrainedClassifierBuilder(DatasetSplits split, LabeledFeatures features, Stopwatch clock)
{
    /// <summary>The images.</summary>
    public DatasetSplits Split => split;

    /// <summary>What the frozen network sees in them, or which of them can be used.</summary>
    public LabeledFeatures Features => features;

    /// <summary>The classifier, whose logits <see cref="Build"/> divides by the temperature.</summary>
    public required OnnxGraph Graph { get; init; }

    /// <summary>The card, without what <see cref="Build"/> measures.</summary>
    public required ModelCard Card { get; init; }

    /// <summary>The temperature, or null where scores are not calibrated.</summary>
    public required FittedTemperature? Temperature { get; init; }

    /// <inheritdoc cref="TrainedClassifier.TrainableParameters"/>
    public required long TrainableParameters { get; init; }

    /// <inheritdoc cref="TrainedClassifier.Arithmetic"/>
    public required IReadOnlyDictionary<string, string> Arithmetic { get; init; }

    /// <summary>Seconds until the backbone was ready to run.</summary>
    public required double LoadSeconds { get; init; }

    /// <summary>Seconds until the features were there.</summary>
    public required double FeatureSeconds { get; init; }

    /// <inheritdoc cref="TrainedClassifier.History"/>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <inheritdoc cref="TrainedClassifier.BestEpoch"/>
    public int BestEpoch { get; init; }

    /// <summary>What went otherwise than asked for, beside what is said of the split and the temperature.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Measures the classifier and puts all together.</summary>
    /// <param name="measure">Scores the test images, once the logits are divided by the temperature.</param>
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
