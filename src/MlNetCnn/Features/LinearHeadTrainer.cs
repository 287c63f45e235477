using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MlNetCnn;

/// <summary>
/// Fits a maximum entropy classifier (multinomial logistic regression) by ML.NET's L-BFGS on standardised features. The L2 weight is
/// the one of a grid with the least log-loss on rows that were not fitted on.
/// </summary>
internal sealed class LinearHeadTrainer(int seed, int threads)
{
    /// <summary>The L2 weights that are tried.</summary>
    public static IReadOnlyList<double> Grid { get; } = [1, 3, 10, 30, 100, 300];

    /// <summary>With fewer validation rows than this, the choice is made by cross-validation instead: a score on 20 images is mostly luck.</summary>
    public const int EnoughValidationRows = 200;

    private const int FoldCount = 5;

    /// <summary>Chooses the regularisation, then fits on training and validation rows together, or on training rows alone.</summary>
    /// <param name="table">The features.</param>
    /// <param name="train">Training rows and their classes.</param>
    /// <param name="validation">Validation rows and their classes; may be empty.</param>
    /// <param name="classCount">Number of classes.</param>
    /// <param name="progress">Told after each fit, or null.</param>
    /// <param name="token">Looked at between fits.</param>
    /// <param name="withValidation">Whether the last fit takes the validation rows too; false for a head that is to be measured on them.</param>
    public LinearHead Fit(
        FeatureTable table,
        LabeledRows train,
        LabeledRows validation,
        int classCount,
        IProgress<TrainingProgress>? progress,
        CancellationToken token,
        bool withValidation = true)
    {
        var all = withValidation ? train.Concat(validation) : train;
        var folds = validation.Count >= EnoughValidationRows ? [(train, validation)] : CrossValidation.Folds(all, FoldCount, seed);
        var fits = Grid.Count * folds.Count;
        var (losses, right) = (new double[fits], new int[fits]);
        var done = 0;
        progress?.Report(new TrainingProgress("head", 0, fits + 1, "fits"));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = token };
        Parallel.For(0, fits, parallel, i =>
        {
            var (fit, measure) = folds[i % folds.Count];
            (losses[i], right[i]) = Measure(FitOne(table, fit, classCount, Grid[i / folds.Count]), table, measure);
            progress?.Report(new TrainingProgress("head", Interlocked.Increment(ref done), fits + 1, "fits"));
        });
        var best = Enumerable.Range(0, Grid.Count).MinBy(g => losses.AsSpan(g * folds.Count, folds.Count).ToArray().Sum());

        token.ThrowIfCancellationRequested();
        var measured = folds.Sum(fold => fold.Item2.Count);
        var head = FitOne(table, all, classCount, Grid[best]) with
        {
            HeldOutAccuracy = (double)right.AsSpan(best * folds.Count, folds.Count).ToArray().Sum() / measured,
        };
        progress?.Report(new TrainingProgress("head", fits + 1, fits + 1, "fits"));
        return head;
    }

    /// <summary>
    /// Fits the temperature of a head on rows that the head asked for it did not see: the validation rows where they are many, else each
    /// row of both parts by a head that was fitted on the others.
    /// </summary>
    /// <param name="table">The features.</param>
    /// <param name="train">Training rows and their classes.</param>
    /// <param name="validation">Validation rows and their classes; may be empty.</param>
    /// <param name="head">The head, which may have been fitted on all of them.</param>
    /// <param name="token">Looked at between fits.</param>
    public FittedTemperature FitTemperature(FeatureTable table, LabeledRows train, LabeledRows validation, LinearHead head, CancellationToken token)
    {
        var folds = validation.Count >= EnoughValidationRows ? [(train, validation)] : CrossValidation.Folds(train.Concat(validation), FoldCount, seed);
        var logits = new double[folds.Count][][];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = token };
        Parallel.For(0, folds.Count, parallel, i =>
        {
            var (fit, measure) = folds[i];
            var other = FitOne(table, fit, head.ClassCount, head.L2);
            logits[i] = [.. measure.Rows.Select(row => other.Logits(table.Row(row)))];
        });
        return FittedTemperature.Fit([.. logits.SelectMany(fold => fold)], [.. folds.SelectMany(fold => fold.Item2.Labels)]);
    }

    /// <summary>The sum of the log-losses, and how many rows are right.</summary>
    private static (double LossSum, int Right) Measure(LinearHead head, FeatureTable table, LabeledRows rows)
    {
        var (sum, right) = (0.0, 0);
        for (var i = 0; i < rows.Count; i++)
        {
            var probabilities = head.Probabilities(table.Row(rows.Rows[i]));
            sum -= Math.Log(Math.Max(1e-15, probabilities[rows.Labels[i]]));
            right += TensorPrimitives.IndexOfMax(probabilities) == rows.Labels[i] ? 1 : 0;
        }

        return (sum, right);
    }

    /// <summary>Fits on rows with one regularisation.</summary>
    /// <param name="table">The features.</param>
    /// <param name="rows">The rows and their classes.</param>
    /// <param name="classCount">Number of classes.</param>
    /// <param name="l2">The L2 weight.</param>
    public LinearHead FitOne(FeatureTable table, LabeledRows rows, int classCount, double l2)
    {
        var scaling = FeatureScaling.Fit(table, rows.Rows);
        var ml = new MLContext(seed);
        var trainer = ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            L1Regularization = 0,
            L2Regularization = (float)l2,
            NumberOfThreads = 1,
            OptimizationTolerance = 1e-6f,
        });
        var model = trainer.Fit(new FeatureRowsView(table, scaling, rows.Rows, rows.Labels, classCount)).Model;
        return Unscale(model, scaling, classCount, table.Length, l2);
    }

    /// <summary>Moves the standardisation into the weights, so that the head reads raw features.</summary>
    private static LinearHead Unscale(MaximumEntropyModelParameters model, FeatureScaling scaling, int classCount, int length, double l2)
    {
        var rows = new VBuffer<float>[classCount];
        model.GetWeights(ref rows, out _);
        var biases = model.GetBiases().ToArray();
        var weights = new float[classCount * length];
        for (var k = 0; k < classCount; k++)
        {
            var offset = 0.0;
            foreach (var (index, value) in rows[k].Items())
            {
                var weight = value * scaling.Scale;
                weights[(k * length) + index] = weight;
                offset += (double)weight * scaling.Mean[index];
            }

            biases[k] = (float)(biases[k] - offset);
        }

        return new LinearHead(classCount, length, weights, biases, l2);
    }
}
