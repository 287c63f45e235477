using System.Numerics.Tensors;

namespace MlNetCnn.Heads;

/// <summary>
/// Fits a maximum entropy classifier (multinomial logistic regression) on standardised features. The L2 weight is the one of a grid with the
/// least log-loss on rows that were not fitted on.
/// </summary>
internal sealed class LinearHeadTrainer(int seed, int threads)
{
    /// <summary>The L2 weights that are tried.</summary>
    public static IReadOnlyList<double> Grid { get; } = [1, 3, 10, 30, 100, 300];

    /// <summary>With fewer validation rows than this, the choice is made by cross-validation instead: a score on 20 images is mostly luck.</summary>
    public const int EnoughValidationRows = 200;

    /// <summary>Multiplications for one look at all rows above which one fold is measured on in place of all five.</summary>
    public const long ManyProducts = 500_000_000;

    private const int FoldCount = 5;
    private const double Tolerance = 1e-5;

    // The log-losses of two L2 weights differ by more than this leaves open.
    private const double ChoiceTolerance = 1e-4;

    // Measured on synthetic features of 100 to 1,000 classes: what is needed varies by half.
    private const int EvaluationsPerChoice = 14;
    private const int EvaluationsPerFit = 40;

    /// <summary>Chooses the regularisation, then fits on training and validation rows together, or on training rows alone.</summary>
    /// <param name="table">The features.</param>
    /// <param name="train">Training rows and their classes.</param>
    /// <param name="validation">Validation rows and their classes; may be empty.</param>
    /// <param name="classCount">Number of classes.</param>
    /// <param name="progress">Told after each fit, and at once how long all will take; or null.</param>
    /// <param name="cancellationToken">Stops the work within a fit.</param>
    /// <param name="withValidation">Whether the last fit takes the validation rows too; false for a head that is to be measured on them.</param>
    public LinearHead Fit(
        FeatureTable table,
        LabeledRows train,
        LabeledRows validation,
        int classCount,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken,
        bool withValidation = true)
    {
        var all = withValidation ? train.Concat(validation) : train;
        var span = FeatureSpan.Of(table, [.. train.Rows, .. validation.Rows], cancellationToken);
        var turned = span?.Table ?? table;
        var folds = Folds(turned, train, validation, all, classCount);
        var clock = new FitClock(progress, folds.Count * Grid.Count, EvaluationsPerChoice, EvaluationsPerFit, Math.Min(threads, folds.Count));
        var (losses, right) = (new double[Grid.Count, folds.Count], new int[Grid.Count, folds.Count]);
        var starts = new IReadOnlyList<float>[Grid.Count];
        Parallel.For(0, folds.Count, Parallelism(cancellationToken), f =>
        {
            var (fit, measure) = folds[f];
            var regression = Regression(turned, fit, classCount, table.Length);

            // From the strongest on: each fit is then a short way from the one before.
            for (var g = Grid.Count - 1; g >= 0; g--)
            {
                var head = regression.Fit(Grid[g], ChoiceTolerance, clock.Evaluated, cancellationToken);
                (losses[g, f], right[g, f]) = Measure(head, turned, measure, cancellationToken);
                if (f == 0)
                {
                    starts[g] = regression.Parameters;
                }

                clock.Fitted();
            }
        });
        var best = Enumerable.Range(0, Grid.Count).MinBy(g => Enumerable.Range(0, folds.Count).Sum(f => losses[g, f]));
        var measured = folds.Sum(fold => fold.Validation.Count);
        var last = Regression(turned, all, classCount, table.Length);
        last.Parameters = starts[best];
        var chosen = last.Fit(Grid[best], Tolerance, clock.Evaluated, cancellationToken) with
        {
            HeldOutAccuracy = (double)Enumerable.Range(0, folds.Count).Sum(f => right[best, f]) / measured,
        };
        clock.Fitted();
        return span?.TurnBack(chosen) ?? chosen;
    }

    /// <summary>
    /// Fits the temperature of a head on rows that the head asked for it did not see: the validation rows where they are many, else each
    /// row of both parts by a head that was fitted on the others.
    /// </summary>
    /// <param name="table">The features.</param>
    /// <param name="train">Training rows and their classes.</param>
    /// <param name="validation">Validation rows and their classes; may be empty.</param>
    /// <param name="head">The head, which may have been fitted on all of them.</param>
    /// <param name="cancellationToken">Stops the work within a fit.</param>
    public FittedTemperature FitTemperature(FeatureTable table, LabeledRows train, LabeledRows validation, LinearHead head, CancellationToken cancellationToken)
    {
        var all = train.Concat(validation);
        var turned = FeatureSpan.Of(table, all.Rows, cancellationToken)?.Table ?? table;
        var folds = Folds(turned, train, validation, all, head.ClassCount);
        var logits = new double[folds.Count][][];
        Parallel.For(0, folds.Count, Parallelism(cancellationToken), i =>
        {
            var (fit, measure) = folds[i];
            var other = Regression(turned, fit, head.ClassCount, table.Length).Fit(head.L2, Tolerance, null, cancellationToken);
            logits[i] = [.. measure.Rows.AsParallel().AsOrdered().WithDegreeOfParallelism(threads).WithCancellation(cancellationToken).Select(row => other.Logits(turned.Row(row)))];
        });
        return FittedTemperature.Fit([.. logits.SelectMany(fold => fold)], [.. folds.SelectMany(fold => fold.Validation.Labels)]);
    }

    /// <summary>Fits on rows with one regularisation.</summary>
    /// <param name="table">The features.</param>
    /// <param name="rows">The rows and their classes.</param>
    /// <param name="classCount">Number of classes.</param>
    /// <param name="l2">The L2 weight.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public LinearHead FitOne(FeatureTable table, LabeledRows rows, int classCount, double l2, CancellationToken cancellationToken) =>
        Regression(table, rows, classCount, table.Length).Fit(l2, Tolerance, null, cancellationToken);

    private IReadOnlyList<(LabeledRows Train, LabeledRows Validation)> Folds(
        FeatureTable table, LabeledRows train, LabeledRows validation, LabeledRows all, int classCount)
    {
        if (validation.Count >= EnoughValidationRows)
        {
            return [(train, validation)];
        }

        var folds = CrossValidation.Folds(all, FoldCount, seed);
        return (long)all.Count * table.Length * classCount > ManyProducts && folds[0].Validation.Count >= EnoughValidationRows ? [folds[0]] : folds;
    }

    private SoftmaxRegression Regression(FeatureTable table, LabeledRows rows, int classCount, int featureCount) =>
        new(table, rows, FeatureScaling.Fit(table, rows.Rows, featureCount), classCount, threads);

    private ParallelOptions Parallelism(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };

    /// <summary>The sum of the log-losses, and how many rows are right.</summary>
    private (double LossSum, int Right) Measure(LinearHead head, FeatureTable table, LabeledRows rows, CancellationToken cancellationToken)
    {
        var (losses, right) = (new double[rows.Count], new bool[rows.Count]);
        Parallel.For(0, rows.Count, Parallelism(cancellationToken), i =>
        {
            var probabilities = head.Probabilities(table.Row(rows.Rows[i]));
            losses[i] = -Math.Log(Math.Max(1e-15, probabilities[rows.Labels[i]]));
            right[i] = TensorPrimitives.IndexOfMax(probabilities) == rows.Labels[i];
        });
        return (losses.Sum(), right.Count(isRight => isRight));
    }
}
