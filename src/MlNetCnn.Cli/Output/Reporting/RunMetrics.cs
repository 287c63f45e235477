namespace MlNetCnn.Cli;

/// <summary>What a run of <c>train</c> or <c>evaluate</c> has to tell a program.</summary>
/// <param name="Card">What the model says of itself.</param>
/// <param name="Report">What was measured, or null where there was nothing to measure on.</param>
/// <param name="Seconds">What the stages took, in seconds.</param>
internal sealed record RunMetrics(ModelCard Card, ClassificationReport? Report, TrainingSeconds Seconds)
{
    /// <summary>Photos that were trained on.</summary>
    public int TrainCount { get; init; }

    /// <summary>Photos that steered the training.</summary>
    public int ValidationCount { get; init; }

    /// <summary>Files that could not be used.</summary>
    public int RejectedCount { get; init; }

    /// <summary>Weights of the whole network, or null where nothing was trained.</summary>
    public long? TotalParameters { get; init; }

    /// <summary>Weights that training changed, or null where nothing was trained.</summary>
    public long? TrainableParameters { get; init; }

    /// <summary>How the scores were calibrated, or null where they were not.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>What each pass over the training photos gave; empty where there was none.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <summary>What the last digits of a training depend on besides photos and options, or null where nothing was trained.</summary>
    public IReadOnlyDictionary<string, string>? Arithmetic { get; init; }

    /// <summary>The figures of a training run.</summary>
    /// <param name="model">What was trained.</param>
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
