namespace MlNetCnn.Cli;

/// <summary>What an evaluation gave, for those who read it on a build server.</summary>
/// <param name="Model">The model's file.</param>
/// <param name="Data">What it was measured on, in a sentence.</param>
/// <param name="Report">What was measured.</param>
/// <param name="Thresholds">What was asked of it.</param>
/// <param name="Seconds">Seconds that the evaluation took.</param>
internal sealed record GateOutcome(string Model, string Data, ClassificationReport Report, GateThresholds Thresholds, double Seconds)
{
    /// <summary>Every gate, passed or missed.</summary>
    public IReadOnlyList<Gate> Gates { get; } = Thresholds.All(Report);

    /// <summary>The gates that were missed.</summary>
    public IReadOnlyList<Gate> Missed => [.. Gates.Where(gate => !gate.IsPassed)];

    /// <summary>Files and rows that could not be used.</summary>
    public int RejectedCount { get; init; }

    /// <summary>The error where more of the photos than is permitted could not be used, which fails the evaluation whatever the gates say; else null.</summary>
    public MlNetCnnException? Unusable { get; init; }

    /// <summary>How many photos were measured, how many could not be used, and which labels the model does not know.</summary>
    public string ImagesSentence =>
        $"{DisplayText.Count(Report.Count, "photo")} measured, {RejectedCount} left out"
        + (Report.UnknownCount == 0 ? "" : $"; {Unknown}");

    /// <summary>Which labels the model does not know, and that their photos count as wrong; only where there are some.</summary>
    public string Unknown =>
        $"{DisplayText.Count(Report.UnknownCount, "photo")} with labels that the model does not know {(Report.UnknownCount == 1 ? "counts" : "count")} as "
            + "wrong: "
        + DisplayText.List([.. Report.UnknownLabels.Select(label => $"{label.Key} ({label.Value})")]);

    /// <summary>The model's file name, without its folder.</summary>
    public string ModelName => DisplayText.OneLine(Path.GetFileName(Model));
}
