using System.Globalization;

namespace MlNetCnn.Features;

/// <summary>The choice among several preprocessings, based on per-image measurements.</summary>
/// <remarks>
/// <para>Log-loss decides if the lowest one is more than a standard error of the difference below all others. It is based on the user's own
/// images and labels, and wrong pixels always make it worse.</para>
/// <para>The certainty of the network's own classifier decides between those that log-loss cannot distinguish, if one is better by
/// more than two standard errors. It cannot come first: a network fed with unscaled pixels is certain about everything, and wrong (zoo ResNet-18 with
/// <c>none</c>: an entropy of 0.1 nats, and 2.3 with the correct one), and on images unlike its training images it tells little. It is used for the
/// opposite case: what remains after log-loss are neighbors in scale, and among those photos make the correct one the most certain.</para>
/// <para>Otherwise the first in the order of the candidates is selected, among those that log-loss cannot distinguish from the best.</para>
/// </remarks>
/// <param name="Chosen">The index of the selected one.</param>
/// <param name="Rival">The index of the best of the others in log-loss.</param>
/// <param name="Margin">The difference in nats of log-loss by which the selected one is better than the rival; below 0 if it is worse.</param>
/// <param name="StandardError">The standard error of the margin.</param>
/// <param name="By">The evidence that decided.</param>
internal sealed record PreprocessingDecision(int Chosen, int Rival, double Margin, double StandardError, PreprocessingEvidence By)
{
    private const double CertaintyErrors = 2;

    /// <summary>Selects a preprocessing.</summary>
    /// <param name="losses">For each candidate, the log-loss of each image; infinite throughout where features are not finite.</param>
    /// <param name="entropies">For each candidate, the entropy of each image; empty if the network has no classifier.</param>
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

    /// <summary>Returns the mean of the differences per image, and its standard error; infinite and 0 if the first is infinite.</summary>
    public static (double Mean, double StandardError) Difference(double[] values, double[] others)
    {
        double[] differences = [.. values.Zip(others, (value, other) => value - other)];
        var mean = differences.Average();
        return double.IsFinite(mean)
            ? (mean, Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / Math.Max(1, differences.Length - 1) / differences.Length))
            : (double.PositiveInfinity, 0);
    }

    /// <summary>Describes the decision in words, for users and for the model card.</summary>
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

    /// <summary>Returns the one that is more certain than each of the others, or null if there is none.</summary>
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
