using Xunit;

namespace MlNetCnn.Tests;

public sealed class LinearHeadTrainerTests
{
    [Fact]
    public void Fit_SeparableFeatures_ClassifiesThemAndReadsRawFeatures()
    {
        var (table, rows) = Clouds(perClass: 40, classes: 3, spread: 0.3);
        var head = new LinearHeadTrainer(seed: 1, threads: 2).Fit(table, rows, new LabeledRows([], []), 3, null, TestContext.Current.CancellationToken);
        for (var i = 0; i < rows.Count; i++)
        {
            var probabilities = head.Probabilities(table.Row(rows.Rows[i]));
            Assert.Equal(1, probabilities.Sum(), 1e-5f);
            Assert.Equal(rows.Labels[i], Array.IndexOf(probabilities, probabilities.Max()));
        }
    }

    [Fact]
    public void Fit_SameSeed_GivesTheSameBitsWhateverTheThreads()
    {
        var (table, rows) = Clouds(perClass: 30, classes: 2, spread: 1.5);
        var one = new LinearHeadTrainer(seed: 3, threads: 1).Fit(table, rows, new LabeledRows([], []), 2, null, TestContext.Current.CancellationToken);
        var two = new LinearHeadTrainer(seed: 3, threads: 2).Fit(table, rows, new LabeledRows([], []), 2, null, TestContext.Current.CancellationToken);
        Assert.Equal(one.Weights, two.Weights);
        Assert.Equal(one.Bias, two.Bias);
        Assert.Equal(one.L2, two.L2);
    }

    [Fact]
    public void Fit_NoisyFeatures_ChoosesMoreRegularisationThanForClearOnes()
    {
        var (clear, clearRows) = Clouds(perClass: 60, classes: 2, spread: 0.2);
        var (noisy, noisyRows) = Clouds(perClass: 60, classes: 2, spread: 6);
        var trainer = new LinearHeadTrainer(seed: 1, threads: 2);
        var none = new LabeledRows([], []);
        Assert.True(trainer.Fit(noisy, noisyRows, none, 2, null, TestContext.Current.CancellationToken).L2 > trainer.Fit(clear, clearRows, none, 2, null, TestContext.Current.CancellationToken).L2);
    }

    [Fact]
    public void Fit_HeldOutAccuracy_IsHighForClearFeaturesAndChanceForNoise()
    {
        Assert.Equal(1, HeldOutAccuracy(spread: 0.2, validationRows: 0));
        Assert.InRange(HeldOutAccuracy(spread: 1000, validationRows: 0), 0.3, 0.7);
        Assert.Equal(1, HeldOutAccuracy(spread: 0.2, validationRows: LinearHeadTrainer.EnoughValidationRows));

        // Fitted on them, a head with as many weights as there are rows would get all right.
        double HeldOutAccuracy(double spread, int validationRows)
        {
            var (table, rows) = Clouds(perClass: 60 + (validationRows / 2), classes: 2, spread: spread);
            return new LinearHeadTrainer(seed: 1, threads: 2).Fit(
                table, Part(rows.Rows, rows.Labels, validationRows..), Part(rows.Rows, rows.Labels, ..validationRows), 2, null, TestContext.Current.CancellationToken, withValidation: false).HeldOutAccuracy;
        }

        static LabeledRows Part(IReadOnlyList<int> rows, IReadOnlyList<int> labels, Range part) => new(rows.ToArray()[part], labels.ToArray()[part]);
    }

    [Fact]
    public void Folds_EveryRowIsMeasuredOnceAndClassesAreEven()
    {
        var labels = Enumerable.Range(0, 53).Select(i => i < 13 ? 0 : 1).ToArray();
        var rows = new LabeledRows([.. Enumerable.Range(100, 53)], labels);
        var folds = CrossValidation.Folds(rows, 5, seed: 1);
        Assert.Equal(rows.Rows.Order(), folds.SelectMany(fold => fold.Validation.Rows).Order());
        Assert.All(folds, fold => Assert.Empty(fold.Train.Rows.Intersect(fold.Validation.Rows)));
        Assert.All(folds, fold => Assert.InRange(fold.Validation.Labels.Count(label => label == 0), 2, 3));
    }

    private static (FeatureTable Table, LabeledRows Rows) Clouds(int perClass, int classes, double spread)
    {
        var random = new Random(7);
        var table = new FeatureTable(8);
        var labels = new List<int>();
        for (var i = 0; i < perClass * classes; i++)
        {
            var label = i % classes;
            labels.Add(label);
            var features = new float[8];
            for (var f = 0; f < features.Length; f++)
            {
                features[f] = (float)(100 + (f == label ? 3 : 0) + (spread * (random.NextDouble() + random.NextDouble() - 1)));
            }

            table.Add(features);
        }

        return (table, new LabeledRows([.. Enumerable.Range(0, labels.Count)], labels));
    }
}
