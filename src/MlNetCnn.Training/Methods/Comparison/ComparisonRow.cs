namespace MlNetCnn.Training;

/// <summary>The results of one candidate over all its seeds, for one number of images.</summary>
public sealed record ComparisonRow
{
    // Two-sided 95 % quantiles of Student's t by degrees of freedom; beyond these the normal quantile is close enough.
    private static readonly double[] StudentQuantiles =
        [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093];

    private ComparisonRow(IReadOnlyList<ComparedRun> runs, double? secondsToReach) => (Runs, SecondsToReachScratch) = (runs, secondsToReach);

    /// <summary>The runs, by seed.</summary>
    public IReadOnlyList<ComparedRun> Runs { get; }

    /// <summary>The candidate's name.</summary>
    public string Candidate => Runs[0].Candidate;

    /// <summary>The number of images of each class, or null for all.</summary>
    public int? ImagesPerClass => Runs[0].ImagesPerClass;

    /// <summary>The mean test accuracy, 0..1.</summary>
    public double Accuracy => Runs.Average(run => run.Accuracy);

    /// <summary>The standard deviation of the test accuracy over seeds; 0 for one seed.</summary>
    public double AccuracyStandardDeviation
    {
        get
        {
            var mean = Accuracy;
            return Runs.Count < 2 ? 0 : Math.Sqrt(Runs.Sum(run => Math.Pow(run.Accuracy - mean, 2)) / (Runs.Count - 1));
        }
    }

    /// <summary>
    /// Half the width of the 95 % confidence interval of the accuracy. With several seeds it is the interval of the mean over seeds, by Student's t,
    /// for these test images; with a single seed it follows from the number of test images.
    /// </summary>
    public double AccuracyMargin => Runs.Count < 2
        ? ConfidenceInterval.NormalQuantile * Math.Sqrt(Accuracy * (1 - Accuracy) / Runs[0].TestCount)
        : Quantile(Runs.Count - 1) * AccuracyStandardDeviation / Math.Sqrt(Runs.Count);

    /// <summary>The mean macro F1, 0..1.</summary>
    public double MacroF1 => Runs.Average(run => run.MacroF1);

    /// <summary>The mean training time in seconds.</summary>
    public double TrainingSeconds => Runs.Average(run => run.TrainingSeconds);

    /// <summary>The mean time per image in milliseconds.</summary>
    public double MillisecondsPerImage => Runs.Average(run => run.MillisecondsPerImage);

    /// <summary>The mean time in seconds until the best validation accuracy of a network from scratch was reached; null if it was not reached with
    /// every seed, or if nothing was trained from scratch.</summary>
    public double? SecondsToReachScratch { get; }

    /// <summary>Groups runs into rows, in the order of the runs.</summary>
    /// <param name="runs">The runs of a comparison.</param>
    public static IReadOnlyList<ComparisonRow> Gather(IReadOnlyList<ComparedRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return
        [
            .. runs.GroupBy(run => (run.Candidate, run.ImagesPerClass)).Select(group =>
            {
                double?[] seconds = [.. group.Select(run => Target(runs, run) is { } target ? run.SecondsToReach(target) : null)];
                return new ComparisonRow([.. group.OrderBy(run => run.Seed)], seconds.Contains(null) ? null : seconds.Average());
            }),
        ];
    }

    private static double? Target(IReadOnlyList<ComparedRun> runs, ComparedRun run)
    {
        double[] best = [.. runs.Where(r => r.Method == "scratch" && r.Seed == run.Seed && r.ImagesPerClass == run.ImagesPerClass)
            .SelectMany(r => r.Curve).Select(point => point.ValidationAccuracy)];
        return best.Length == 0 ? null : best.Max();
    }

    private static double Quantile(int degrees) => degrees <= StudentQuantiles.Length ? StudentQuantiles[degrees - 1] : ConfidenceInterval.NormalQuantile;
}
