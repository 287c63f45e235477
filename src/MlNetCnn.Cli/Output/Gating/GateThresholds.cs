namespace MlNetCnn.Cli;

/// <summary>The least that figures have to be; null where nothing is asked of one.</summary>
/// <param name="Accuracy">The least accuracy, 0..1.</param>
/// <param name="MacroF1">The least macro F1, 0..1.</param>
/// <param name="ClassF1">The least F1 of every class that was measured, 0..1.</param>
/// <param name="Baseline">An earlier run that is not to be fallen behind of.</param>
/// <param name="MaxDrop">How far accuracy and macro F1 may lie below the earlier run's, 0..1.</param>
internal sealed record GateThresholds(double? Accuracy, double? MacroF1, double? ClassF1, EarlierRun? Baseline, double MaxDrop)
{
    /// <summary>The gates of the whole: accuracy and macro F1, against thresholds and against the earlier run.</summary>
    /// <param name="report">What was measured.</param>
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

        string From(double figure) => $"the baseline's {DisplayText.Figure(figure)} less {DisplayText.Figure(MaxDrop)}";

        void Add(string measure, double value, double? threshold, string? source)
        {
            if (threshold is { } min)
            {
                gates.Add(new Gate(measure, value, min) { Source = source });
            }
        }
    }

    /// <summary>The gate of one class, or null where none is set or no photo of it was measured.</summary>
    /// <param name="metrics">What was measured of the class.</param>
    public Gate? Of(ClassMetrics metrics) =>
        ClassF1 is { } min && metrics.IsMeasured ? new Gate($"F1 of {DisplayText.OneLine(metrics.Name)}", metrics.F1, min) : null;

    /// <summary>Every gate, those of the whole first, then those of the classes.</summary>
    /// <param name="report">What was measured.</param>
    public IReadOnlyList<Gate> All(ClassificationReport report) => [.. Overall(report), .. report.PerClass.Select(Of).OfType<Gate>()];
}
