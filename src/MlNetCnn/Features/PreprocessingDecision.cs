using System.Globalization;

namespace MlNetCnn.Features;

/// <summary>Which of several preprocessings is taken, from what was measured image by image.</summary>
/// <remarks>
/// <para>Log-loss decides where the least one is more than a standard error of the difference below all others. It rests on the user's own
/// images and labels, and what is wrong with the pixels always harms it.</para>
/// <para>The certainty of the network's own classifier decides between those that log-loss cannot tell apart, where it singles one out by
/// more than two standard errors. It cannot come first: a network fed with pixels that are not scaled is sure of everything, and wrong (zoo ResNet-18 with
/// <c>none</c>: an entropy of 0.1 nats, and 2.3 with the right one), and on images unlike those it learned from it tells little. It is there for the
/// opposite case: what remains after log-loss are neighbors in scale, and between those photos make the right one the more certain.</para>
/// <para>Else the first in the order of the candidates is taken, of those that log-loss cannot tell from the best.</para>
/// </remarks>
/// <param name="Chosen">The position of the one that is taken.</param>
/// <param name="Rival">The position of the best of the others in log-loss.</param>
/// <param name="Margin">By how many nats of log-loss the chosen one is ahead of the rival; below 0 where it is behind.</param>
/// <param name="StandardError">The standard error of the margin.</param>
/// <param name="By">What decided.</param>
internal sealed record PreprocessingDecision(int Chosen, int Rival, double Margin, double StandardError, PreprocessingEvidence By)
{
    private const double CertaintyErrors = 2;

    /// <summary>Decides.</summary>
    /// <param name="losses">For each candidate, the log-loss of each image; infinite throughout where features are not finite.</param>
    /// <param name="entropies">For each candidate, the entropy of each image; empty where the network has no classifier.</param>
    public static PreprocessingDecision Of(IReadOnlyList<double[]> losses, IReadOnlyList<double[]> entropies)
    {
        var all = Enumerable.Range(0, losses.Count).ToArray();
        var best = all.MinBy(c => losses[c].Average());
        int[] tied = [.. all.Where(c => c == best || IsWithin(losses[c], losses[best], errors: 1))];
        var (chosen, by) = tied.Length == 1 ? (best, PreprocessingEvidence.LogLoss)
            : Surest(tied, entropies) is { } surest ? (surest, PreprocessingEvidence.Certainty)
            : (tied[0], PreprocessingEvidence.Order);
        var rival = all.Where(c => c != chosen).MinBy(c => losses[c].Average());
        var (margin, error) = Difference(losses[rival], losses[chosen]);
        return new PreprocessingDecision(chosen, rival, margin, error, by);
    }

    /// <summary>The mean of the differences image by image, and its standard error; infinite and 0 where the first is infinite.</summary>
    public static (double Mean, double StandardError) Difference(double[] values, double[] others)
    {
        double[] differences = [.. values.Zip(others, (value, other) => value - other)];
        var mean = differences.Average();
        return double.IsFinite(mean)
            ? (mean, Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / Math.Max(1, differences.Length - 1) / differences.Length))
            : (double.PositiveInfinity, 0);
    }

    /// <summary>The decision in words, for a person and for the model card.</summary>
    /// <param name="figures">The figures of all candidates.</param>
    public string Describe(IReadOnlyList<PreprocessingFigures> figures)
    {
        var (chosen, rival) = (figures[Chosen], figures[Rival]);
        if (!double.IsFinite(Margin))
        {
            return $"{chosen.Name}, the only one that gives finite features";
        }

        var margin = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(Margin):F3} nats of log-loss \u00b1 {StandardError:F3}");
        var side = Margin < 0 ? "behind" : "ahead of";
        return By switch
        {
            PreprocessingEvidence.LogLoss => $"{chosen.Name}, {margin} ahead of {rival.Name}",
            PreprocessingEvidence.Certainty => string.Create(
                CultureInfo.InvariantCulture,
                $"{chosen.Name}, of which the network's own classifier is the most certain (entropy {chosen.Entropy:F2} nats, {rival.Name} "
                    + $"{rival.Entropy:F2}); no clear difference, {margin} {side} {rival.Name}"),
            _ => $"{chosen.Name}, first in the fixed order; no clear difference, {margin} {side} {rival.Name}",
        };
    }

    /// <summary>The one that is more certain than each of the others, or null where none stands out.</summary>
    private static int? Surest(int[] tied, IReadOnlyList<double[]> entropies)
    {
        if (entropies.Count == 0)
        {
            return null;
        }

        var surest = tied.MinBy(c => entropies[c].Average());
        return tied.Any(c => c != surest && IsWithin(entropies[c], entropies[surest], CertaintyErrors)) ? null : surest;
    }

    private static bool IsWithin(double[] values, double[] min, double errors)
    {
        var (mean, error) = Difference(values, min);
        return mean <= errors * error;
    }
}
