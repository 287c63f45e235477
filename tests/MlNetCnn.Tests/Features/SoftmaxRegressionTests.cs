using Xunit;

namespace MlNetCnn.Tests;

public sealed class SoftmaxRegressionTests
{
    /// <summary>With many classes the time is spent on evaluations, each of which reads all rows.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public void Fit_ManyClassesFromTheStrongestPenaltyOn_NeedsFewEvaluations()
    {
        const int Classes = 300;
        const int PerClass = 5;
        const int Length = 256;
        var random = new Random(7);
        var centers = Enumerable.Range(0, Classes).Select(_ => Draw(1)).ToArray();
        var table = new FeatureTable(Length);
        var labels = Enumerable.Range(0, Classes * PerClass).Select(i => i % Classes).ToArray();
        foreach (var label in labels)
        {
            table.Add([.. centers[label].Zip(Draw(2), (center, noise) => center + noise)]);
        }

        var rows = new LabeledRows([.. Enumerable.Range(0, labels.Length)], labels);
        var regression = new SoftmaxRegression(table, rows, FeatureScaling.Fit(table, rows.Rows, Length), Classes, threads: 2);
        var counts = new List<int>();
        foreach (var l2 in new[] { 300.0, 100, 30, 10, 3, 1 })
        {
            var count = 0;
            regression.Fit(l2, 1e-4, () => count++, TestContext.Current.CancellationToken);
            counts.Add(count);
        }

        Assert.True(counts.Sum() <= 120 && counts.Max() <= 30, string.Join(' ', counts));

        float[] Draw(double spread) => [.. Enumerable.Range(0, Length).Select(_ => (float)(spread * (random.NextDouble() + random.NextDouble() - 1)))];
    }
}
