namespace MlNetCnn.Diagnostics;

/// <summary>What a report shows. What is null or empty has no place in it.</summary>
public sealed record ReportContent
{
    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>What the model says of itself, or null where the report is of no single model.</summary>
    /// <value>Null.</value>
    public ModelCard? Card { get; init; }

    /// <summary>What was done and chosen, by name, in addition to what <see cref="Card"/> says.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; } = [];

    /// <summary>The command that does it again, or null.</summary>
    /// <value>Null.</value>
    public string? Command { get; init; }

    /// <summary>What a person should know before believing the figures, a sentence each.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What was measured, or null.</summary>
    /// <value>Null.</value>
    public ClassificationReport? Measured { get; init; }

    /// <summary>The pictures that were measured, and what the model says of each.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<ScoredImage> Images { get; init; } = [];

    /// <summary>How the scores were calibrated, or null where they were not.</summary>
    /// <value>Null.</value>
    public Calibration? Calibration { get; init; }

    /// <summary>What each pass over the training images gave, in order.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <summary>The pass whose weights were kept.</summary>
    /// <value>0.</value>
    public int BestEpoch { get; init; }

    /// <summary>The images that were left out, and why.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<ImageError> Errors { get; init; } = [];

    /// <summary>Seconds of wall clock by step, in order; steps of no time are left out.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<KeyValuePair<string, double>> Seconds { get; init; } = [];

    /// <summary>The most memory that the process has taken, in bytes, or null.</summary>
    /// <value>Null.</value>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Tables of the caller's own, shown behind the first figures: a comparison of several ways, or with an earlier run.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<ReportSection> Sections { get; init; } = [];

    /// <summary>
    /// Gives a picture of what the model looked at in the image of that path, as an encoded JPEG or PNG, or null where there is none. Asked
    /// for the images of the gallery, one after the other; about 224 pixels a side are shown.
    /// </summary>
    /// <value>Null: no such pictures.</value>
    public Func<string, byte[]?>? HeatMap { get; init; }

    /// <summary>What is shown of a trained classifier.</summary>
    /// <param name="model">The classifier.</param>
    /// <param name="title">The heading; null for one that names the way of training and the backbone.</param>
    /// <returns>The content, to be added to by <c>with</c>.</returns>
    public static ReportContent Of(TrainedClassifier model, string? title = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var seconds = model.Seconds;
        return new ReportContent
        {
            Title = title ?? $"{model.Card.Method}, {model.Card.Network ?? model.Card.Backbone}",
            Card = model.Card,
            Facts =
            [
                new("Images", $"{model.Images.Train} trained on, {model.Images.Validation} for validation, {model.Images.Test} for the test, "
                    + $"{model.Errors.Count} left out"),
                new("Weights", FormattableString.Invariant($"{model.TrainableParameters:N0} trained of {model.TotalParameters:N0}")),
            ],
            Notes = [.. model.Warnings.Select(DisplayText.Sentence)],
            Measured = model.TestReport,
            Images = model.TestImages,
            Calibration = model.Calibration,
            History = model.History,
            BestEpoch = model.BestEpoch,
            Errors = model.Errors,
            Seconds =
            [
                new("make the backbone ready", seconds.Load), new("read images and run the backbone", seconds.Features), new("train", seconds.Train),
                new("measure", seconds.Evaluate), new("in all", seconds.Total),
            ],
        };
    }
}
