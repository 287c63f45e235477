namespace MlNetCnn.Scoring;

/// <summary>The result of an upgrade.</summary>
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

    /// <summary>The number of images that the new package was verified on with plain ML.NET; some of them are rendered.</summary>
    public int VerifiedImages { get; }

    /// <summary>The maximum difference between the scores of plain ML.NET and of <see cref="ImageClassifier"/> on those images.</summary>
    public double MaxVerifiedDifference { get; }

    /// <summary>The difference between the new and the old package with <see cref="ImageClassifier"/>; null without images.</summary>
    public ScoreDrift? NewAgainstOld { get; internal init; }

    /// <summary>The difference between plain ML.NET 6 and plain ML.NET 5 with the old package; null without images.</summary>
    public ScoreDrift? OldUnderMlNet6 { get; internal init; }
}
