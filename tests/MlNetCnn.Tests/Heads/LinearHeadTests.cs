using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class LinearHeadTests
{
    [Fact]
    public void Fit_SeparableFeatures_ClassifiesThemAndReadsRawFeatures()
    {
        var (table, rows) = Clouds(perClass: 40, classes: 3, spread: 0.3);
        var head = new LinearHead().Fit(Data(table, rows, 3), null, TestContext.Current.CancellationToken);
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
        var one = (FittedLinearHead)new LinearHead().Fit(Data(table, rows, 2) with { Seed = 3, Threads = 1 }, null, TestContext.Current.CancellationToken);
        var two = (FittedLinearHead)new LinearHead().Fit(Data(table, rows, 2) with { Seed = 3 }, null, TestContext.Current.CancellationToken);
        Assert.Equal(one.Weights, two.Weights);
        Assert.Equal(one.Bias, two.Bias);
        Assert.Equal(one.L2, two.L2);
    }

    [Theory]
    [InlineData(8, 1)]
    [InlineData(8, 30)]
    [InlineData(200, 3)]
    public void FitOne_ALinearHead_IsTheOneOfMlNet(int features, double l2)
    {
        var (table, rows) = Clouds(perClass: 12, classes: 3, spread: 4, features);
        var head = LinearHead.FitOne(Data(table, rows, 3), l2, TestContext.Current.CancellationToken);

        // The same objective, minimized by ML.NET on features that were standardized beforehand.
        var scaling = FeatureScaling.Fit(table, rows.Rows);
        var data = rows.Rows.Select(row =>
        {
            var scaled = new float[features];
            scaling.Apply(table.Row(row), scaled);
            return new Row { Label = $"{rows.Labels[row]}", Features = scaled };
        }).ToList();
        var ml = new MLContext(1);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features);
        var named = ml.Data.LoadFromEnumerable(data, schema);
        var key = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue);
        var view = key.Fit(named).Transform(named);
        var model = ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            L1Regularization = 0, L2Regularization = (float)l2, NumberOfThreads = 1, OptimizationTolerance = 1e-7f,
        }).Fit(view);
        var expected = model.Transform(view).GetColumn<float[]>("Score").ToArray();
        for (var i = 0; i < rows.Count; i++)
        {
            var probabilities = head.Probabilities(table.Row(rows.Rows[i]));
            Assert.All(Enumerable.Range(0, 3), k => Assert.Equal(expected[i][k], probabilities[k], 0.005f));
        }
    }

    [Fact]
    public void Fit_FewerImagesThanFeatures_GivesTheHeadThatAllFeaturesGive()
    {
        var (table, rows) = Clouds(perClass: 15, classes: 2, spread: 5, length: 300);
        var head = (FittedLinearHead)new LinearHead().Fit(Data(table, rows, 2), null, TestContext.Current.CancellationToken);
        var whole = LinearHead.FitOne(Data(table, rows, 2), head.L2, TestContext.Current.CancellationToken);
        Assert.Equal(300, head.FeatureCount);
        Assert.All(rows.Rows, row => Assert.Equal(whole.Probabilities(table.Row(row))[0], head.Probabilities(table.Row(row))[0], 0.005f));
    }

    [Fact]
    public void Fit_Canceled_StopsDuringAFitAndHasReportedTheRemainingTime()
    {
        var (table, rows) = Clouds(perClass: 30, classes: 3, spread: 5, length: 32);
        using var stop = new CancellationTokenSource();
        var reports = new List<TrainingProgress>();
        var progress = new Relay(report =>
        {
            reports.Add(report);
            stop.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => new LinearHead().Fit(Data(table, rows, 3) with { Threads = 1 }, progress, stop.Token));
        var report = Assert.Single(reports);
        Assert.Equal((0L, 31L), (report.Done, report.Total));
        Assert.True(report.Remaining > TimeSpan.Zero);
    }

    [Fact]
    public void Fit_NoisyFeatures_SelectsMoreRegularizationThanForClearOnes()
    {
        var (clear, clearRows) = Clouds(perClass: 60, classes: 2, spread: 0.2);
        var (noisy, noisyRows) = Clouds(perClass: 60, classes: 2, spread: 6);
        Assert.True(L2(noisy, noisyRows) > L2(clear, clearRows));

        static double L2(FeatureTable table, LabeledRows rows) =>
            ((FittedLinearHead)new LinearHead().Fit(Data(table, rows, 2), null, TestContext.Current.CancellationToken)).L2;
    }

    [Fact]
    public void Fit_HeldOutAccuracy_IsHighForClearFeaturesAndChanceForNoise()
    {
        Assert.Equal(1, HeldOutAccuracy(spread: 0.2, validationRows: 0));
        Assert.InRange(HeldOutAccuracy(spread: 1000, validationRows: 0), 0.3, 0.7);
        Assert.Equal(1, HeldOutAccuracy(spread: 0.2, validationRows: LinearHead.EnoughValidationRows));

        // Fitted on these rows, a head with as many weights as rows would classify all of them correctly.
        double HeldOutAccuracy(double spread, int validationRows)
        {
            var (table, rows) = Clouds(perClass: 60 + (validationRows / 2), classes: 2, spread: spread);
            var data = Data(table, Part(rows.Rows, rows.Labels, validationRows..), 2) with
            {
                Validation = Part(rows.Rows, rows.Labels, ..validationRows), FitsOnValidation = false,
            };
            return new LinearHead().Fit(data, null, TestContext.Current.CancellationToken).HeldOutAccuracy;
        }

        static LabeledRows Part(IReadOnlyList<int> rows, IReadOnlyList<int> labels, Range part) => new(rows.ToArray()[part], labels.ToArray()[part]);
    }

    [Fact]
    public void Folds_EveryRowIsEvaluatedOnceAndClassesAreEven()
    {
        var labels = Enumerable.Range(0, 53).Select(i => i < 13 ? 0 : 1).ToArray();
        var rows = new LabeledRows([.. Enumerable.Range(100, 53)], labels);
        var folds = rows.Folds(5, seed: 1);
        Assert.Equal(rows.Rows.Order(), folds.SelectMany(fold => fold.Validation.Rows).Order());
        Assert.All(folds, fold => Assert.Empty(fold.Train.Rows.Intersect(fold.Validation.Rows)));
        Assert.All(folds, fold => Assert.InRange(fold.Validation.Labels.Count(label => label == 0), 2, 3));
    }

    private static HeadTrainingData Data(FeatureTable table, LabeledRows rows, int classCount) => new(table, rows, classCount) { Threads = 2 };

    private static (FeatureTable Table, LabeledRows Rows) Clouds(int perClass, int classes, double spread, int length = 8)
    {
        var random = new Random(7);
        var table = new FeatureTable(length);
        var labels = new List<int>();
        for (var i = 0; i < perClass * classes; i++)
        {
            var label = i % classes;
            labels.Add(label);
            var features = new float[length];
            for (var f = 0; f < features.Length; f++)
            {
                features[f] = (float)(100 + (f == label ? 3 : 0) + (spread * (random.NextDouble() + random.NextDouble() - 1)));
            }

            table.Add(features);
        }

        return (table, new LabeledRows([.. Enumerable.Range(0, labels.Count)], labels));
    }

    private sealed class Row
    {
        public string Label { get; set; } = "";

        public float[] Features { get; set; } = [];
    }

    private sealed class Relay(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
