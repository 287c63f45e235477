namespace MlNetCnn.Features;

/// <summary>What a choice of a preprocessing rests on.</summary>
public enum PreprocessingEvidence
{
    /// <summary>The log-loss of a linear head on the features of labeled images.</summary>
    LogLoss,

    /// <summary>How certain the network's own classifier is; log-loss showed no clear difference.</summary>
    Certainty,

    /// <summary>The order of the candidates; nothing showed a clear difference.</summary>
    Order,

    /// <summary>What the network's file says of itself; nothing was compared.</summary>
    File,
}
