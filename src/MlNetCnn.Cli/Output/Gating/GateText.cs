namespace MlNetCnn.Cli;

/// <summary>The outcome of a gate on the console.</summary>
internal static class GateText
{
    /// <summary>Writes how the figures stand against those of an earlier run, or nothing where there is none.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">What was measured, or null.</param>
    /// <param name="baseline">The earlier run, or null.</param>
    public static void WriteComparison(CommandConsole console, ClassificationReport? report, EarlierRun? baseline)
    {
        if (report is null || baseline is null)
        {
            return;
        }

        console.WriteLine();
        console.WriteLine(
            $"Against {DisplayText.OneLine(baseline.Path)}: accuracy {DisplayText.Points(report.Accuracy - baseline.Accuracy)},"
            + $" macro F1 {DisplayText.Points(report.MacroF1 - baseline.MacroF1)}.");
        foreach (var difference in baseline.Differences(report))
        {
            console.WriteLine($"Note: {difference}.");
        }
    }

    /// <summary>Tells on standard error of each gate that was missed, and by how much.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="outcome">The outcome.</param>
    /// <returns>Whether all were passed.</returns>
    public static bool WriteMissed(CommandConsole console, GateOutcome outcome)
    {
        foreach (var gate in outcome.Missed)
        {
            console.Error.WriteLine($"error GATE_MISSED: {gate.Sentence}");
        }

        return outcome.Missed.Count == 0;
    }
}
