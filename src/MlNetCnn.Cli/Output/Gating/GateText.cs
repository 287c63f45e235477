namespace MlNetCnn.Cli;

/// <summary>Writes the result of a gate to the console.</summary>
internal static class GateText
{
    /// <summary>Writes the change against an earlier run, or nothing if there is none.</summary>
    /// <param name="console">Receives the text.</param>
    /// <param name="report">The metrics, or null.</param>
    /// <param name="baseline">The earlier run, or null.</param>
    public static void WriteComparison(CommandConsole console, ClassificationReport? report, EarlierRun? baseline)
    {
        if (report is null || baseline is null)
        {
            return;
        }

        console.WriteLine();
        console.WriteLine(
            $"Compared with {DisplayText.OneLine(baseline.Path)}: accuracy {DisplayText.Points(report.Accuracy - baseline.Accuracy)},"
            + $" macro F1 {DisplayText.Points(report.MacroF1 - baseline.MacroF1)}.");
        foreach (var difference in baseline.Differences(report))
        {
            console.WriteLine($"Note: {difference}.");
        }
    }

    /// <summary>Writes each missed gate and the difference to standard error.</summary>
    /// <param name="console">Receives the text.</param>
    /// <param name="outcome">The result.</param>
    /// <returns>Whether all gates were passed.</returns>
    public static bool WriteMissed(CommandConsole console, GateOutcome outcome)
    {
        foreach (var gate in outcome.Missed)
        {
            console.Error.WriteLine($"error GATE_MISSED: {gate.Sentence}");
        }

        return outcome.Missed.Count == 0;
    }
}
