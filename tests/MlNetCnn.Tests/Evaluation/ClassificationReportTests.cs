using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Xunit;

namespace MlNetCnn.Tests;

public class ClassificationReportTests
{
    private static readonly string[] Names = ["a", "b", "c"];

    [Fact]
    public void Create_HandMadeScores_GivesTheMetricsComputedByHand()
    {
        // True a: predicted a, a, b. True b: predicted b, a. True c: predicted c.
        int[] labels = [0, 0, 0, 1, 1, 2];
        float[][] scores = [[0.7f, 0.2f, 0.1f], [0.5f, 0.3f, 0.2f], [0.3f, 0.6f, 0.1f], [0.1f, 0.8f, 0.1f], [0.6f, 0.3f, 0.1f], [0.2f, 0.2f, 0.6f]];

        var report = ClassificationReport.Create(Names, labels, scores);

        Assert.Equal(6, report.Count);
        Assert.Equal(4 / 6.0, report.Accuracy, 12);
        Assert.Equal(3 / 6.0, report.MajorityClassFraction, 12);
        Assert.Equal(((2 / 3.0) + (1 / 2.0) + 1) / 3, report.MacroRecall, 12);
        Assert.Equal(((4 / 6.0) + (2 / 4.0) + 1) / 3, report.MacroF1, 12);
        Assert.Equal(-new[] { 0.7f, 0.5f, 0.3f, 0.8f, 0.3f, 0.6f }.Average(p => Math.Log(p)), report.LogLoss, 12);
        Assert.Equal([[2, 1, 0], [1, 1, 0], [0, 0, 1]], report.Confusion.ToArray());
        Assert.Equal(new ClassMetrics("a", 2 / 3.0, 2 / 3.0, 2 / 3.0, 3), report.PerClass[0]);
        Assert.Equal(new ClassMetrics("c", 1, 1, 1, 1), report.PerClass[2]);
        Assert.Equal(1, report.TopKAccuracy(2), 12);
    }

    [Fact]
    public void TopKAccuracy_KBeyondTheClasses_CountsAllOfThem()
    {
        var report = ClassificationReport.Create(Names, [2, 1], [[0.6f, 0.3f, 0.1f], [0.6f, 0.3f, 0.1f]]);

        Assert.Equal(0, report.TopKAccuracy(1));
        Assert.Equal(0.5, report.TopKAccuracy(2));
        Assert.Equal(1, report.TopKAccuracy(3));
        Assert.Equal(1, report.TopKAccuracy(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => report.TopKAccuracy(0));
    }

    [Fact]
    public void TopKAccuracy_Ties_GoToTheFirstClass()
    {
        float[] equal = [0.25f, 0.5f, 0.25f];
        var report = ClassificationReport.Create(Names, [0, 1, 2], [[1, 1, 1], equal, equal]);

        Assert.Equal(2 / 3.0, report.Accuracy, 12);
        Assert.Equal(2 / 3.0, report.TopKAccuracy(1), 12);
        Assert.Equal(2 / 3.0, report.TopKAccuracy(2), 12);
        Assert.Equal(1, report.TopKAccuracy(3), 12);
    }

    [Fact]
    public void TopKAccuracy_RandomScores_EqualsTheSlowMethod()
    {
        var (labels, scores) = Random(classes: 8, count: 300, seed: 4);
        var report = ClassificationReport.Create([.. Enumerable.Range(0, 8).Select(i => $"{i}")], labels, scores);

        for (var k = 1; k <= 8; k++)
        {
            var slow = labels.Where((label, i) => Enumerable.Range(0, 8).OrderByDescending(c => scores[i][c]).Take(k).Contains(label)).Count() / 300.0;
            Assert.Equal(slow, report.TopKAccuracy(k), 12);
        }
    }

    [Fact]
    public void Create_UnknownLabels_CountAsWrong()
    {
        ScoredImage[] images = [new("1", 0, [1, 0, 0]), new("2", 1, [0, 1, 0])];

        var report = ClassificationReport.Create(Names, images, new Dictionary<string, int> { ["x"] = 5, ["y"] = 1 });

        Assert.Equal((8, 6, 0.25), (report.Count, report.UnknownCount, report.Accuracy));
        Assert.Equal((0.5, 0.5, 0.25, 0.625), (report.MacroF1, report.MacroRecall, report.TopKAccuracy(3), report.MajorityClassFraction));
        Assert.Equal(ClassificationReport.Create(Names, images).LogLoss, report.LogLoss);
    }

    [Fact]
    public void MacroF1_ClassNeitherPresentNorPredicted_DoesNotCount()
    {
        var report = ClassificationReport.Create(Names, [0, 0, 1], [[1, 0, 0], [1, 0, 0], [0, 1, 0]]);

        Assert.Equal(1, report.MacroF1);
        Assert.Equal(1, report.MacroRecall);
        Assert.Equal(new ClassMetrics("c", 0, 0, 0, 0), report.PerClass[2]);
    }

    [Fact]
    public void MacroF1_ClassPredictedButNotPresent_CountsAsZero()
    {
        var report = ClassificationReport.Create(Names, [0, 0, 1], [[1, 0, 0], [0, 0, 1], [0, 1, 0]]);

        Assert.Equal(((2 / 3.0) + 1 + 0) / 3, report.MacroF1, 12);
        Assert.Equal((0.5 + 1) / 2, report.MacroRecall, 12);
    }

    [Fact]
    public void LogLoss_ProbabilityZero_IsClipped()
    {
        var report = ClassificationReport.Create(Names, [0, 1], [[0, 1, 0], [0, 1, 0]]);

        Assert.Equal(-Math.Log(1e-15) / 2, report.LogLoss, 10);
    }

    [Theory]
    [InlineData(0, 0.0, 0.27753)]
    [InlineData(5, 0.23659, 0.76341)]
    [InlineData(10, 0.72247, 1.0)]
    public void AccuracyInterval_TenImages_IsWilsons(int right, double low, double high)
    {
        // Values of the published formula for 0, 5 and 10 of 10, as in common tables.
        var scores = Enumerable.Range(0, 10).Select(i => i < right ? new float[] { 1, 0 } : [0, 1]).ToArray();

        var interval = ClassificationReport.Create(["a", "b"], new int[10], scores).AccuracyInterval;

        Assert.Equal(low, interval.Lower, 5);
        Assert.Equal(high, interval.Upper, 5);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Create_ScoreThatIsNotFinite_IsRefused(float score)
    {
        var exception = Assert.Throws<MlNetCnnException>(() => ClassificationReport.Create(Names, [0], [[0.5f, score, 0]]));

        Assert.Equal("SCORES_NOT_FINITE", exception.Code);
        Assert.Equal(ErrorKind.Model, exception.Kind);
        Assert.Contains("'b'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NothingOrMisfits_IsRefused()
    {
        Assert.Equal("DATA_NOTHING_TO_MEASURE", Assert.Throws<MlNetCnnException>(() => ClassificationReport.Create(Names, [], [])).Code);
        Assert.Throws<ArgumentException>(() => ClassificationReport.Create(Names, [0, 1], [[1, 0, 0]]));
        Assert.Throws<ArgumentException>(() => ClassificationReport.Create(Names, [0], [[1, 0]]));
        Assert.Throws<ArgumentException>(() => ClassificationReport.Create([], [], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassificationReport.Create(Names, [3], [[1, 0, 0]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassificationReport.Create(Names, [-1], [[1, 0, 0]]));
    }

    [Fact]
    public void Create_OneClass_IsMeasured() => Assert.Equal(1, ClassificationReport.Create(["a"], [0], [[1]]).Accuracy);

    [Fact]
    public void Create_TenThousandClasses_TakesNoSquareOfMemory()
    {
        var names = Enumerable.Range(0, 10_000).Select(i => $"c{i}").ToArray();
        var scores = new float[10_000];
        scores[7] = 1;

        var before = GC.GetAllocatedBytesForCurrentThread();
        var report = ClassificationReport.Create(names, [7, 9_999], [scores, scores]);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
        Assert.Equal((1, 1), (report.Confusion[7, 7], report.Confusion[9_999, 7]));
    }

    [Fact]
    public void MaxConfused_Mistakes_AreOrderedByCount()
    {
        var report = ClassificationReport.Create(
            Names, [0, 0, 1, 2, 2, 2], [[0, 1, 0], [1, 0, 0], [0, 0, 1], [1, 0, 0], [1, 0, 0], [0, 0, 1]]);

        Assert.Equal([new(2, 0, 2), new(0, 1, 1), new(1, 2, 1)], report.Confusion.MostConfused(5));
        Assert.Single(report.Confusion.MostConfused(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => report.Confusion[0, 3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => report.Confusion[-1, 0]);
    }

    [Fact]
    public void Create_RandomScores_AgreesWithMlNet()
    {
        const int Classes = 5;
        var (labels, scores) = Random(Classes, count: 400, seed: 9);
        var ml = new MLContext(seed: 1);
        var schema = SchemaDefinition.Create(typeof(Answer));
        schema["Score"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Classes);
        var text = ml.Data.LoadFromEnumerable(
            labels.Select((label, i) => new Answer
            {
                Label = $"{label}",
                Score = scores[i],
                PredictedLabel = $"{Array.IndexOf(scores[i], scores[i].Max())}",
            }),
            schema);
        var view = ml.Transforms.Conversion.MapValueToKey(
            [new("Label"), new("PredictedLabel")], keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(text).Transform(text);

        var report = ClassificationReport.Create([.. Enumerable.Range(0, Classes).Select(i => $"{i}")], labels, scores);
        var mlNet = ml.MulticlassClassification.Evaluate(view, topKPredictionCount: 3);

        Assert.Equal(mlNet.MicroAccuracy, report.Accuracy, 10);
        Assert.Equal(mlNet.MacroAccuracy, report.MacroRecall, 10);
        Assert.Equal(mlNet.LogLoss, report.LogLoss, 6);
        Assert.Equal(mlNet.TopKAccuracy, report.TopKAccuracy(3), 10);
        Assert.Equal(mlNet.ConfusionMatrix.PerClassPrecision, report.PerClass.Select(metrics => metrics.Precision), (a, b) => Math.Abs(a - b) < 1e-10);
        Assert.Equal(mlNet.ConfusionMatrix.PerClassRecall, report.PerClass.Select(metrics => metrics.Recall), (a, b) => Math.Abs(a - b) < 1e-10);
        var f1 = mlNet.ConfusionMatrix.PerClassPrecision.Zip(mlNet.ConfusionMatrix.PerClassRecall, (p, r) => 2 * p * r / (p + r)).Average();
        Assert.Equal(f1, report.MacroF1, 10);
        for (var row = 0; row < Classes; row++)
        {
            for (var column = 0; column < Classes; column++)
            {
                Assert.Equal(mlNet.ConfusionMatrix.GetCountForClassPair(column, row), report.Confusion[row, column]);
            }
        }
    }

    private static (int[] Labels, float[][] Scores) Random(int classes, int count, int seed)
    {
        var random = new SeededRandom(seed);
        var labels = Enumerable.Range(0, count).Select(_ => random.Next(classes)).ToArray();
        var scores = labels.Select(label =>
        {
            var raw = Enumerable.Range(0, classes).Select(i => random.NextDouble() + (i == label ? 0.3 : 0)).ToArray();
            return raw.Select(value => (float)(value / raw.Sum())).ToArray();
        }).ToArray();
        return (labels, scores);
    }

    private sealed class Answer
    {
        public string Label { get; init; } = "";

        public float[] Score { get; init; } = [];

        public string PredictedLabel { get; init; } = "";
    }
}
