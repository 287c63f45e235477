namespace MlNetCnn.Scoring;

/// <summary>What an upgrade wrote and what it brings.</summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class ModelUpgradeResult
{
    internal ModelUpgradeResult(ModelCard card, int verifiedImages, double maxVerifiedDifference)
    {
        Card = card;
        VerifiedImages = verifiedImages;
        MaxVerifiedDifference = maxVerifiedDifference;
    }

    /// <summary>The card of the new package.</summary>
    public ModelCard Card { get; }

    /// <summary>Images that stock ML.NET was asked about with the new package; some are drawn for that.</summary>
    public int VerifiedImages { get; }

    /// <summary>The largest difference of a score between stock ML.NET and <see cref="ImageClassifier"/> on those images.</summary>
    public double MaxVerifiedDifference { get; }

    /// <summary>The new package against the old one, by <see cref="ImageClassifier"/>; null where no images were given.</summary>
    public ScoreDrift? NewAgainstOld { get; internal init; }

    /// <summary>The old package under stock ML.NET 6 against stock ML.NET 5; null where no images were given.</summary>
    public ScoreDrift? OldUnderMlNet6 { get; internal init; }
}
