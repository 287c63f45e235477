namespace MlNetCnn.Features;

/// <summary>The evidence for the choice of a preprocessing.</summary>
public enum PreprocessingEvidence
{
    /// <summary>The log-loss of a linear head on the features of labeled images.</summary>
    LogLoss,

    /// <summary>The certainty of the network's own classifier; log-loss showed no clear difference.</summary>
    Certainty,

    /// <summary>The order of the candidates; there was no clear difference.</summary>
    Order,

    /// <summary>The description in the network's file; nothing was compared.</summary>
    File,
}
