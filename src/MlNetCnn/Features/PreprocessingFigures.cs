namespace MlNetCnn.Features;

/// <summary>How well a preprocessing suits a network, as measured on some images.</summary>
/// <param name="Preprocessing">The preprocessing.</param>
/// <param name="LogLoss">The mean cross-validated log-loss of a linear head on the features, in nats; infinite if features are not
/// finite.</param>
/// <param name="Behind">The difference in nats between this log-loss and the lowest one of all, at least 0.</param>
/// <param name="StandardError">The standard error of <paramref name="Behind"/>, from the differences per image, in nats.</param>
/// <param name="Entropy">The mean entropy of the scores of the network's own classifier, in nats: the lower, the more certain it is. Null if
/// it has none.</param>
public sealed record PreprocessingFigures(Preprocessing Preprocessing, double LogLoss, double Behind, double StandardError, double? Entropy)
{
    /// <summary>The name of the preprocessing, or its values if it has no name.</summary>
    public string Name => Preprocessing.Name == "custom" ? Preprocessing.ToString() : Preprocessing.Name;
}
