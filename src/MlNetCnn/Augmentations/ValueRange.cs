using System.Globalization;

namespace MlNetCnn.Augmentations;

/// <summary>The numbers from <paramref name="From"/> to <paramref name="To"/>, both included.</summary>
/// <param name="From">The smallest number.</param>
/// <param name="To">The largest number, at least <paramref name="From"/>.</param>
public readonly record struct ValueRange(double From, double To)
{
    /// <summary>Writes the range as specs do, for example <c>0.5..1</c>; exact.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From:R}..{To:R}");

    /// <summary>A random number, drawn evenly on a logarithmic scale.</summary>
    internal double SampleRatio(SeededRandom random) => Math.Exp(random.Between(Math.Log(From), Math.Log(To)));
}
