namespace MlNetCnn.Cli;

/// <summary>The result of an evaluation, for build servers.</summary>
/// <param name="Model">The model's file.</param>
/// <param name="Data">A sentence that describes the measured images.</param>
/// <param name="Report">The metrics.</param>
/// <param name="Thresholds">The thresholds.</param>
/// <param name="Seconds">The duration of the evaluation in seconds.</param>
internal sealed record GateOutcome(string Model, string Data, ClassificationReport Report, GateThresholds Thresholds, double Seconds)
{
    /// <summary>All gates, passed and missed.</summary>
    public IReadOnlyList<Gate> Gates { get; } = Thresholds.All(Report);

    /// <summary>The missed gates.</summary>
    public IReadOnlyList<Gate> Missed => [.. Gates.Where(gate => !gate.IsPassed)];

    /// <summary>The number of files and rows that could not be used.</summary>
    public int RejectedCount { get; init; }

    /// <summary>The error if too many images could not be used, which fails the evaluation regardless of the gates; otherwise null.</summary>
    public MlNetCnnException? Unusable { get; init; }

    /// <summary>The number of measured and skipped images, and the labels that the model does not have.</summary>
    public string ImagesSentence =>
        $"{DisplayText.Count(Report.Count, "image")} measured, {RejectedCount} skipped"
        + (Report.UnknownCount == 0 ? "" : $"; {Unknown}");

    /// <summary>The labels that the model does not have, whose images count as wrong; only if there are any.</summary>
    public string Unknown =>
        $"{DisplayText.Count(Report.UnknownCount, "image")} with labels that the model does not have {(Report.UnknownCount == 1 ? "counts" : "count")} as "
            + "wrong: "
        + DisplayText.List([.. Report.UnknownLabels.Select(label => $"{label.Key} ({label.Value})")]);

    /// <summary>The model's file name, without its folder.</summary>
    public string ModelName => DisplayText.OneLine(Path.GetFileName(Model));
}
