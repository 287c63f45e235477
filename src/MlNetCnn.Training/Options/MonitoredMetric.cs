namespace MlNetCnn.Training;

/// <summary>What decides, on the validation images, which epoch was the best.</summary>
public enum MonitoredMetric
{
    /// <summary>The share of right answers; of equal ones the smaller loss wins.</summary>
    Accuracy,

    /// <summary>The cross-entropy without label smoothing, in nats.</summary>
    Loss,

    /// <summary>The mean of the classes' F1; of equal ones the smaller loss wins.</summary>
    MacroF1,
}
