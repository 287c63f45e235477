namespace MlNetCnn.Cli;

/// <summary>The results of <c>train</c> or <c>evaluate</c> for other programs.</summary>
/// <param name="Card">The model card.</param>
/// <param name="Report">The metrics, or null if there were no test images.</param>
/// <param name="Seconds">The durations of the stages, in seconds.</param>
internal sealed record RunMetrics(ModelCard Card, ClassificationReport? Report, TrainingSeconds Seconds)
{
    /// <summary>The number of training images.</summary>
    public int TrainCount { get; init; }

    /// <summary>The number of validation images.</summary>
    public int ValidationCount { get; init; }

    /// <summary>The number of files that could not be used.</summary>
    public int RejectedCount { get; init; }

    /// <summary>The number of weights, or null if nothing was trained.</summary>
    public long? TotalParameters { get; init; }

    /// <summary>The number of trained weights, or null if nothing was trained.</summary>
    public long? TrainableParameters { get; init; }

    /// <summary>The calibration of the scores, or null.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>The epochs; empty if there were none.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <summary>The hardware and libraries that affect the last digits of a training, or null if nothing was trained.</summary>
    public IReadOnlyDictionary<string, string>? Arithmetic { get; init; }

    /// <summary>Returns the results of a training.</summary>
    /// <param name="model">The trained model.</param>
    public static RunMetrics Of(TrainedClassifier model) => new(model.Card, model.TestReport, model.Seconds)
    {
        TrainCount = model.Images.Train,
        ValidationCount = model.Images.Validation,
        RejectedCount = model.Errors.Count,
        TotalParameters = model.TotalParameters,
        TrainableParameters = model.TrainableParameters,
        Calibration = model.Calibration,
        History = model.History,
        Arithmetic = model.Arithmetic,
    };
}
