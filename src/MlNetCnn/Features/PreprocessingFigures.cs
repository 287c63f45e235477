namespace MlNetCnn.Features;

/// <summary>How well a preprocessing suits a network, as measured on some images.</summary>
/// <param name="Preprocessing">The preprocessing.</param>
/// <param name="LogLoss">The mean cross-validated log-loss of a linear head on the features, in nats; infinite where features are not
/// finite.</param>
/// <param name="Behind">By how many nats the log-loss is above the least one of all, at least 0.</param>
/// <param name="StandardError">The standard error of <paramref name="Behind"/>, from the differences image by image, in nats.</param>
/// <param name="Entropy">The mean entropy of what the network's own classifier says, in nats: the lower, the more certain it is. Null where
/// it has none.</param>
public sealed record PreprocessingFigures(Preprocessing Preprocessing, double LogLoss, double Behind, double StandardError, double? Entropy)
{
    /// <summary>The preprocessing's name, or its numbers where it has none.</summary>
    public string Name => Preprocessing.Name == "custom" ? Preprocessing.ToString() : Preprocessing.Name;
}
