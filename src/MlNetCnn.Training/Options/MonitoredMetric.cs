namespace MlNetCnn.Training;

/// <summary>The metric on the validation images that selects the best epoch.</summary>
public enum MonitoredMetric
{
    /// <summary>The fraction of correct answers; the smaller loss breaks ties.</summary>
    Accuracy,

    /// <summary>The cross-entropy without label smoothing, in nats.</summary>
    Loss,

    /// <summary>The mean F1 of the classes; the smaller loss breaks ties.</summary>
    MacroF1,
}
