using System.Globalization;

namespace MlNetCnn.Augmentations;

/// <summary>The numbers from <paramref name="From"/> to <paramref name="To"/>, inclusive.</summary>
/// <param name="From">The minimum.</param>
/// <param name="To">The maximum, at least <paramref name="From"/>.</param>
public readonly record struct ValueRange(double From, double To)
{
    /// <summary>Writes the range in the format of specs, for example <c>0.5..1</c>; round-trips.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From:R}..{To:R}");

    /// <summary>Returns a random number, sampled log-uniformly.</summary>
    internal double SampleRatio(SeededRandom random) => Math.Exp(random.Between(Math.Log(From), Math.Log(To)));
}
