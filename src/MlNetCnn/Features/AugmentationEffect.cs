using System.Numerics.Tensors;

namespace MlNetCnn.Features;

/// <summary>The effect of a change of images on the predictions of a probe, measured on the same images, unchanged and changed.</summary>
/// <remarks>
/// <para>A probe that never saw changed images is more confident about unchanged ones even if the change leaves labels alone, so a lower
/// accuracy alone says little, and with many images every drop, however small, exceeds its standard error (MobileNetV2 on 500 flowers: 5 points
/// under the colors
/// of <see cref="Augmentation.Strong"/>, standard error 1.3). Hence three rules, any of
/// which is sufficient:</para>
/// <list type="bullet">
/// <item><b>Exchanged classes.</b> For each pair of classes: changed images of each look more like the other one, in the mean over both.
/// A shift of all images toward one class, as caused by an unfamiliar look, cancels out in that mean; turning a left arrow into a right
/// one does not.</item>
/// <item><b>One class turned.</b> More than a third of a class becomes one other class, and this exceeds by as much the number that was
/// mistaken for it unchanged: between classes that the probe confuses anyway, images come and go. This finds what the first rule does not:
/// an arrow that becomes one of the many signs in a catch-all class.</item>
/// <item><b>Labels lost.</b> The accuracy drops by more than <see cref="HarmlessDrop"/> and twice the standard error of the paired
/// difference (McNemar, "Note on the sampling error of the difference between correlated proportions or percentages", 1947).</item>
/// </list>
/// <para>The first two are corrected for the number of pairs (Bonferroni).</para>
/// </remarks>
internal sealed class AugmentationEffect
{
    /// <summary>The drop in accuracy that is attributed to the probe, which never saw such images.</summary>
    public const double HarmlessDrop = 0.05;

    /// <summary>The fraction of a class that may become one other class.</summary>
    private const double HarmlessFraction = 1.0 / 3;

    /// <summary>The probability of detecting an exchange or a turned class where there is none, for all pairs together.</summary>
    private const double FalseAlarm = 0.05;

    private const double StandardErrors = 2;

    // A few images that happen to agree would have no variance at all.
    private const double MinDeviation = 0.2;

    private AugmentationEffect(int count, double before, double after, double standardError, IReadOnlyList<ClassConfusion> turned)
    {
        (Count, AccuracyBefore, AccuracyAfter, StandardError, Turned) = (count, before, after, standardError, turned);
    }

    /// <summary>The number of compared images.</summary>
    public int Count { get; }

    /// <summary>The accuracy on unchanged images, 0..1.</summary>
    public double AccuracyBefore { get; }

    /// <summary>The accuracy on changed images, 0..1.</summary>
    public double AccuracyAfter { get; }

    /// <summary>The standard error of the difference between both.</summary>
    public double StandardError { get; }

    /// <summary>The classes that the change turns into others, most images first.</summary>
    public IReadOnlyList<ClassConfusion> Turned { get; }

    /// <summary>Whether the accuracy drops by more than the harmless amount, beyond its standard error.</summary>
    public bool LosesLabels => AccuracyBefore - AccuracyAfter - (StandardErrors * StandardError) > HarmlessDrop;

    /// <summary>Whether the change should be left out.</summary>
    public bool DoesHarm => LosesLabels || Turned.Count > 0;

    /// <summary>Compares the predictions.</summary>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="labels">The class of each image, 0-based.</param>
    /// <param name="before">The probabilities of all classes for each image, unchanged.</param>
    /// <param name="after">The same, changed.</param>
    public static AugmentationEffect Compare(int classCount, IReadOnlyList<int> labels, IReadOnlyList<float[]> before, IReadOnlyList<float[]> after)
    {
        if (labels.Count == 0)
        {
            return new AugmentationEffect(0, 0, 0, 0, []);
        }

        var rightBefore = labels.Select((label, i) => Best(before[i]) == label).ToArray();
        var differences = labels.Select((label, i) => (rightBefore[i] ? 1.0 : 0) - (Best(after[i]) == label ? 1 : 0)).ToArray();
        var accuracy = rightBefore.Count(right => right) / (double)labels.Count;
        var rows = Enumerable.Range(0, classCount).Select(k => Enumerable.Range(0, labels.Count).Where(i => labels[i] == k).ToArray()).ToArray();

        var moves = new int[classCount, classCount];
        var gains = new int[classCount, classCount];
        for (var i = 0; i < labels.Count; i++)
        {
            var (own, now) = (labels[i], Best(after[i]));
            moves[own, now] += rightBefore[i] ? 1 : 0;
            gains[own, now]++;
            gains[own, Best(before[i])]--;
        }

        var turned = new List<ClassConfusion>();
        var pairs = classCount * (classCount - 1);
        for (var from = 0; from < classCount; from++)
        {
            var recognized = rows[from].Count(i => rightBefore[i]);
            for (var into = 0; into < classCount; into++)
            {
                if (into != from
                    && ((gains[from, into] > HarmlessFraction * rows[from].Length && IsTurned(moves[from, into], recognized, pairs))
                        || (moves[from, into] > 0 && AreExchanged(rows[from], rows[into], from, into, before, after, pairs))))
                {
                    turned.Add(new ClassConfusion(from, into, moves[from, into], recognized));
                }
            }
        }

        return new AugmentationEffect(
            labels.Count, accuracy, accuracy - differences.Average(), Math.Sqrt(Variance(differences) / labels.Count),
            [.. turned.OrderByDescending(t => t.Turned)]);
    }

    /// <summary>Whether more than the harmless fraction moved: Chernoff's bound of the binomial tail.</summary>
    private static bool IsTurned(int moved, int recognized, int pairs)
    {
        var fraction = moved / (double)Math.Max(1, recognized);
        if (fraction <= HarmlessFraction)
        {
            return false;
        }

        var divergence = (fraction * Math.Log(fraction / HarmlessFraction))
            + (fraction < 1 ? (1 - fraction) * Math.Log((1 - fraction) / (1 - HarmlessFraction)) : 0);
        return recognized * divergence > Math.Log(pairs / FalseAlarm);
    }

    private static bool AreExchanged(
        int[] first, int[] second, int a, int b, IReadOnlyList<float[]> before, IReadOnlyList<float[]> after, int pairs)
    {
        if (second.Length == 0)
        {
            return false;
        }

        // The Gaussian tail beyond z is below exp(-z^2 / 2).
        var z = Math.Sqrt(2 * Math.Log(pairs / FalseAlarm));
        var (meanBefore, errorBefore) = Margin(before);
        var (meanAfter, errorAfter) = Margin(after);
        return meanBefore - (z * errorBefore) > 0 && meanAfter + (z * errorAfter) < 0;

        // From -1, where all of each class look like the other one, to 1, where all look like their own.
        (double Mean, double Error) Margin(IReadOnlyList<float[]> scores)
        {
            var ofFirst = Array.ConvertAll(first, i => Own(scores[i][a], scores[i][b]));
            var ofSecond = Array.ConvertAll(second, i => Own(scores[i][b], scores[i][a]));
            return ((ofFirst.Average() + ofSecond.Average()) / 2, Math.Sqrt(SquaredError(ofFirst) + SquaredError(ofSecond)) / 2);
        }
    }

    private static double Own(float own, float other) => own + other > 0 ? ((double)own - other) / ((double)own + other) : 0;

    private static double SquaredError(double[] values) => Math.Max(MinDeviation * MinDeviation, Variance(values)) / values.Length;

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length - 1);
    }

    private static int Best(float[] scores) => TensorPrimitives.IndexOfMax<float>(scores);
}

/// <summary>Images of one class that a change makes look like another.</summary>
/// <param name="From">The class, 0-based.</param>
/// <param name="Into">The other class, 0-based.</param>
/// <param name="Turned">The number of images that were recognized unchanged and are mistaken for the other class changed.</param>
/// <param name="Recognized">The number of images of the class that were recognized unchanged.</param>
internal readonly record struct ClassConfusion(int From, int Into, int Turned, int Recognized);
