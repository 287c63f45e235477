namespace MlNetCnn.Diagnostics;

/// <summary>The content of a report. Null or empty properties are omitted.</summary>
public sealed record ReportContent
{
    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>The model card, or null if the report is not about a single model.</summary>
    /// <value>Null.</value>
    public ModelCard? Card { get; init; }

    /// <summary>Settings and results by name, in addition to those of <see cref="Card"/>.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; } = [];

    /// <summary>The command that repeats the run, or null.</summary>
    /// <value>Null.</value>
    public string? Command { get; init; }

    /// <summary>Warnings about the figures, one sentence each.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The measured metrics, or null.</summary>
    /// <value>Null.</value>
    public ClassificationReport? Measured { get; init; }

    /// <summary>The measured images with their predictions.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<ScoredImage> Images { get; init; } = [];

    /// <summary>The calibration of the scores, or null if they are not calibrated.</summary>
    /// <value>Null.</value>
    public Calibration? Calibration { get; init; }

    /// <summary>The history of the epochs, in order.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <summary>The epoch whose weights were kept.</summary>
    /// <value>0.</value>
    public int BestEpoch { get; init; }

    /// <summary>The images that were left out, with the reasons.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<ImageError> Errors { get; init; } = [];

    /// <summary>Wall-clock seconds of each step, in order; steps of 0 seconds are omitted.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<KeyValuePair<string, double>> Seconds { get; init; } = [];

    /// <summary>The peak memory of the process, in bytes, or null.</summary>
    /// <value>Null.</value>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Additional tables, shown after the main metrics: for example a comparison of methods, or with an earlier run.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<ReportSection> Sections { get; init; } = [];

    /// <summary>
    /// Returns a heat map of the image with the specified path, as an encoded JPEG or PNG, or null if there is none. Called
    /// for the images of the gallery, one after another; they are shown with a side of about 224 pixels.
    /// </summary>
    /// <value>Null: no heat maps.</value>
    public Func<string, byte[]?>? HeatMap { get; init; }

    /// <summary>Creates the content for a trained classifier.</summary>
    /// <param name="model">The classifier.</param>
    /// <param name="title">The title; null for one with the training method and the network or backbone.</param>
    /// <returns>The content, which can be extended by <c>with</c>.</returns>
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
                new("Images", $"{model.Images.Train} for training, {model.Images.Validation} for validation, {model.Images.Test} for test, "
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
                new("load the backbone", seconds.Load), new("read images and run the backbone", seconds.Features), new("train", seconds.Train),
                new("evaluate", seconds.Evaluate), new("total", seconds.Total),
            ],
        };
    }
}
