using System.Numerics.Tensors;

namespace MlNetCnn.Heads;

/// <summary>
/// Fits a maximum entropy classifier (multinomial logistic regression) on standardized features. The L2 weight is selected from a grid by the
/// lowest log-loss on held-out rows.
/// </summary>
internal sealed class LinearHead : IClassifierHead
{
    /// <summary>The L2 weights to try.</summary>
    public static IReadOnlyList<double> Grid { get; } = [1, 3, 10, 30, 100, 300];

    /// <summary>With fewer validation rows than this, the selection uses cross-validation instead: a score on 20 images is mostly chance.</summary>
    public const int EnoughValidationRows = 200;

    /// <summary>The number of multiplications for one pass over all rows above which one fold is evaluated instead of all five.</summary>
    public const long ManyProducts = 500_000_000;

    private const int FoldCount = 5;
    private const double Tolerance = 1e-5;

    // The log-losses of two L2 weights differ by more than this tolerance.
    private const double ChoiceTolerance = 1e-4;

    // Measured on synthetic features of 100 to 1,000 classes: the numbers vary by half.
    private const int EvaluationsPerChoice = 14;
    private const int EvaluationsPerFit = 40;

    /// <inheritdoc/>
    public string Name => "linear";

    /// <inheritdoc/>
    public FittedHead Fit(HeadTrainingData data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var (table, all) = (data.Features, data.FitsOnValidation ? data.Train.Concat(data.Validation) : data.Train);
        var span = FeatureSpan.Of(table, [.. data.Train.Rows, .. data.Validation.Rows], cancellationToken);
        var turned = span?.Table ?? table;
        var folds = Folds(data, all);
        var clock = new FitClock(progress, folds.Count * Grid.Count, EvaluationsPerChoice, EvaluationsPerFit, Math.Min(data.Threads, folds.Count));
        var (losses, right) = (new double[Grid.Count, folds.Count], new int[Grid.Count, folds.Count]);
        var starts = new IReadOnlyList<float>[Grid.Count];
        Parallel.For(0, folds.Count, Parallelism(data, cancellationToken), f =>
        {
            var (fit, measure) = folds[f];
            var regression = Regression(turned, fit, data);

            // From the strongest regularization on: each fit then starts close to the previous one.
            for (var g = Grid.Count - 1; g >= 0; g--)
            {
                var head = regression.Fit(Grid[g], ChoiceTolerance, clock.Evaluated, cancellationToken);
                (losses[g, f], right[g, f]) = Measure(head, turned, measure, Parallelism(data, cancellationToken));
                if (f == 0)
                {
                    starts[g] = regression.Parameters;
                }

                clock.Fitted();
            }
        });
        var best = Enumerable.Range(0, Grid.Count).MinBy(g => Enumerable.Range(0, folds.Count).Sum(f => losses[g, f]));
        var measured = folds.Sum(fold => fold.Validation.Count);
        var last = Regression(turned, all, data);
        last.Parameters = starts[best];
        var chosen = last.Fit(Grid[best], Tolerance, clock.Evaluated, cancellationToken) with
        {
            HeldOutAccuracy = (double)Enumerable.Range(0, folds.Count).Sum(f => right[best, f]) / measured,
        };
        clock.Fitted();
        return span?.TurnBack(chosen) ?? chosen;
    }

    /// <inheritdoc/>
    /// <remarks>Uses the validation rows if there are enough of them, otherwise each row with a head that was fitted on the others.</remarks>
    public IReadOnlyList<HeldOutLogits> MeasureHeldOut(FittedHead head, HeadTrainingData data, CancellationToken cancellationToken)
    {
        var all = data.Train.Concat(data.Validation);
        var turned = FeatureSpan.Of(data.Features, all.Rows, cancellationToken)?.Table ?? data.Features;
        var folds = Folds(data, all);
        var logits = new HeldOutLogits[folds.Count][];
        Parallel.For(0, folds.Count, Parallelism(data, cancellationToken), i =>
        {
            var (fit, measure) = folds[i];
            var other = Regression(turned, fit, data).Fit(((FittedLinearHead)head).L2, Tolerance, null, cancellationToken);
            logits[i] =
            [
                .. measure.Rows.Zip(measure.Labels).AsParallel().AsOrdered().WithDegreeOfParallelism(data.Threads).WithCancellation(cancellationToken)
                    .Select(row => new HeldOutLogits(row.Second, other.Logits(turned.Row(row.First)))),
            ];
        });
        return [.. logits.SelectMany(fold => fold)];
    }

    /// <summary>Fits on the training rows with a specified regularization.</summary>
    /// <param name="data">Features and classes.</param>
    /// <param name="l2">The L2 weight.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static FittedLinearHead FitOne(HeadTrainingData data, double l2, CancellationToken cancellationToken) =>
        Regression(data.Features, data.Train, data).Fit(l2, Tolerance, null, cancellationToken);

    /// <summary>Creates a regression on rows of the features, or of their projection to fewer columns.</summary>
    private static SoftmaxRegression Regression(FeatureTable table, LabeledRows rows, HeadTrainingData data) =>
        new(table, rows, FeatureScaling.Fit(table, rows.Rows, data.Features.Length), data.ClassCount, data.Threads);

    private static IReadOnlyList<(LabeledRows Train, LabeledRows Validation)> Folds(HeadTrainingData data, LabeledRows all)
    {
        if (data.Validation.Count >= EnoughValidationRows)
        {
            return [(data.Train, data.Validation)];
        }

        var folds = all.Folds(FoldCount, data.Seed);
        return (long)all.Count * data.Features.Length * data.ClassCount > ManyProducts && folds[0].Validation.Count >= EnoughValidationRows
            ? [folds[0]] : folds;
    }

    private static ParallelOptions Parallelism(HeadTrainingData data, CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = data.Threads, CancellationToken = cancellationToken };

    /// <summary>Returns the sum of the log-losses and the number of correct rows.</summary>
    private static (double LossSum, int Right) Measure(FittedHead head, FeatureTable table, LabeledRows rows, ParallelOptions parallelism)
    {
        var (losses, right) = (new double[rows.Count], new bool[rows.Count]);
        Parallel.For(0, rows.Count, parallelism, i =>
        {
            var probabilities = head.Probabilities(table.Row(rows.Rows[i]));
            losses[i] = -Math.Log(Math.Max(1e-15, probabilities[rows.Labels[i]]));
            right[i] = TensorPrimitives.IndexOfMax(probabilities) == rows.Labels[i];
        });
        return (losses.Sum(), right.Count(isRight => isRight));
    }
}

/// <summary>A fitted head with one layer.</summary>
internal sealed record FittedLinearHead : FittedHead
{
    /// <param name="weights">[classes, features], row-major.</param>
    /// <param name="bias">[classes].</param>
    /// <param name="l2">The L2 weight that it was fitted with.</param>
    public FittedLinearHead(float[] weights, float[] bias, double l2)
        : base([new DenseLayer(weights, bias)]) => L2 = l2;

    /// <summary>[classes, features], row-major.</summary>
    public float[] Weights => Layers[0].Weights;

    /// <summary>[classes].</summary>
    public float[] Bias => Layers[0].Bias;

    /// <summary>The L2 weight that it was fitted with.</summary>
    public double L2 { get; }
}
