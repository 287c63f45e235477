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

    /// <summary>The model's file name, without its folder.</summary>
    public string ModelName => Readable.OneLine(Path.GetFileName(Model));
}
