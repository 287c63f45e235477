namespace MlNetCnn.Cli;

/// <summary>The minimum values of metrics; null for a metric without a gate.</summary>
/// <param name="Accuracy">The minimum accuracy, 0..1.</param>
/// <param name="MacroF1">The minimum macro F1, 0..1.</param>
/// <param name="ClassF1">The minimum F1 of every measured class, 0..1.</param>
/// <param name="Baseline">An earlier run to compare with.</param>
/// <param name="MaxDrop">The allowed drop of accuracy and macro F1 below the earlier run, 0..1.</param>
internal sealed record GateThresholds(double? Accuracy, double? MacroF1, double? ClassF1, EarlierRun? Baseline, double MaxDrop)
{
    /// <summary>Returns the overall gates: accuracy and macro F1, against thresholds and the earlier run.</summary>
    /// <param name="report">The metrics.</param>
    public IReadOnlyList<Gate> Overall(ClassificationReport report)
    {
        var gates = new List<Gate>();
        Add("accuracy", report.Accuracy, Accuracy, null);
        Add("macro F1", report.MacroF1, MacroF1, null);
        if (Baseline is not null)
        {
            Add("accuracy", report.Accuracy, Baseline.Accuracy - MaxDrop, From(Baseline.Accuracy));
            Add("macro F1", report.MacroF1, Baseline.MacroF1 - MaxDrop, From(Baseline.MacroF1));
        }

        return gates;

        string From(double figure) => $"the baseline's {DisplayText.Figure(figure)} minus {DisplayText.Figure(MaxDrop)}";

        void Add(string measure, double value, double? threshold, string? source)
        {
            if (threshold is { } min)
            {
                gates.Add(new Gate(measure, value, min) { Source = source });
            }
        }
    }

    /// <summary>Returns the gate of a class, or null if none is set or no image of the class was measured.</summary>
    /// <param name="metrics">The metrics of the class.</param>
    public Gate? Of(ClassMetrics metrics) =>
        ClassF1 is { } min && metrics.IsMeasured ? new Gate($"F1 of {DisplayText.OneLine(metrics.Name)}", metrics.F1, min) : null;

    /// <summary>Returns all gates, first the overall ones, then those of the classes.</summary>
    /// <param name="report">The metrics.</param>
    public IReadOnlyList<Gate> All(ClassificationReport report) => [.. Overall(report), .. report.PerClass.Select(Of).OfType<Gate>()];
}
