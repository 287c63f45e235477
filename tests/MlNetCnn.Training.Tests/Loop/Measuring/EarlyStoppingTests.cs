using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class EarlyStoppingTests
{
    [Theory]
    [InlineData(MonitoredMetric.Accuracy, 0.9, 1.0, 0.5, true)]
    [InlineData(MonitoredMetric.Accuracy, 0.8, 0.9, 0.5, true)]
    [InlineData(MonitoredMetric.Accuracy, 0.8, 1.0, 0.9, false)]
    [InlineData(MonitoredMetric.Accuracy, 0.7, 0.1, 0.9, false)]
    [InlineData(MonitoredMetric.MacroF1, 0.1, 1.0, 0.6, true)]
    [InlineData(MonitoredMetric.MacroF1, 0.9, 0.9, 0.5, true)]
    [InlineData(MonitoredMetric.MacroF1, 0.9, 1.1, 0.5, false)]
    [InlineData(MonitoredMetric.Loss, 0.1, 0.99, 0.1, true)]
    [InlineData(MonitoredMetric.Loss, 0.9, 1.0, 0.9, false)]
    [InlineData(MonitoredMetric.Accuracy, double.NaN, 0.1, 0.9, false)]
    [InlineData(MonitoredMetric.Accuracy, 0.99, double.NaN, 0.9, false)]
    [InlineData(MonitoredMetric.Loss, 0.99, double.NaN, 0.9, false)]
    public void Improves_AgainstBest_ComparesMetricThenLoss(MonitoredMetric metric, double accuracy, double loss, double f1, bool expected)
    {
        var stopping = new EarlyStopping(metric, 3);
        stopping.Report(Record(1, 0.8, 1, 0.5));
        Assert.Equal(expected, stopping.Improves(Record(2, accuracy, loss, f1)));
    }

    [Theory]
    [InlineData(MonitoredMetric.Accuracy, 100, 0.87, true)]
    [InlineData(MonitoredMetric.Accuracy, 100, 0.86, false)]
    [InlineData(MonitoredMetric.MacroF1, 100, 0.87, true)]
    [InlineData(MonitoredMetric.Accuracy, 1000, 0.89, false)]
    [InlineData(MonitoredMetric.Accuracy, 0, 0.899, false)]
    [InlineData(MonitoredMetric.Loss, 100, 0.9, false)]
    public void Improves_WithinOneStandardErrorOfTheBest_TheLaterEpochIsKept(MonitoredMetric metric, int images, double score, bool expected)
    {
        // At 90 % of 100 images the standard error is 3 points.
        var stopping = new EarlyStopping(metric, 3, images);
        stopping.Report(Record(0, 0.5, 2, 0.5));
        stopping.Report(Record(1, 0.9, 1, 0.9));
        Assert.Equal(expected, stopping.Improves(Record(2, score, 1.5, score)));
        stopping.Report(Record(2, score, 1.5, score));
        Assert.Equal(expected ? 2 : 1, stopping.Best!.Epoch);
    }

    [Fact]
    public void Improves_BelowTheStartOfTraining_IsNeverKept()
    {
        var stopping = new EarlyStopping(MonitoredMetric.Accuracy, 9, 15);
        stopping.Report(Record(0, 14 / 15.0, 0.3));
        Assert.False(stopping.Improves(Record(1, 13 / 15.0, 0.1)));
        Assert.True(stopping.Improves(Record(1, 14 / 15.0, 0.9)));
        stopping.Report(Record(1, 1, 0.9));
        stopping.Report(Record(2, 14 / 15.0, 0.9));
        Assert.Equal(1, stopping.Best!.Epoch);
    }

    [Fact]
    public void ShouldStop_EpochsWithinTheError_DoNotStretchPatience()
    {
        var stopping = new EarlyStopping(MonitoredMetric.Accuracy, 2, 100);
        stopping.Report(Record(1, 0.9, 1));
        stopping.Report(Record(2, 0.89, 1));
        stopping.Report(Record(3, 0.89, 1));
        Assert.True(stopping.ShouldStop);
        Assert.Equal(3, stopping.Best!.Epoch);
    }

    [Fact]
    public void ShouldStop_PatienceUsedUp_IsTrueUntilBetter()
    {
        var stopping = new EarlyStopping(MonitoredMetric.Accuracy, 2);
        stopping.Report(Record(0, 0.5, 1));
        stopping.Report(Record(1, 0.4, 1));
        Assert.False(stopping.ShouldStop);
        stopping.Report(Record(2, 0.6, 1));
        stopping.Report(Record(3, 0.6, 1));
        Assert.False(stopping.ShouldStop);
        stopping.Report(Record(4, 0.6, 2));
        Assert.True(stopping.ShouldStop);
        Assert.Equal(2, stopping.Best!.Epoch);
    }

    [Fact]
    public void ShouldStop_DivergedAfterAMetric_IsTrue()
    {
        var stopping = new EarlyStopping(MonitoredMetric.Accuracy, 1);
        stopping.Report(Record(0, 0.5, 1));
        stopping.Report(Record(1, double.NaN, double.NaN));
        Assert.True(stopping.ShouldStop);
        Assert.Equal(0, stopping.Best!.Epoch);
    }

    [Fact]
    public void ShouldStop_NoMetricEver_IsFalse()
    {
        var stopping = new EarlyStopping(MonitoredMetric.Loss, 1);
        stopping.Report(Record(1, double.NaN, double.NaN));
        stopping.Report(Record(2, double.NaN, double.NaN));
        Assert.Null(stopping.Best);
        Assert.False(stopping.ShouldStop);
    }

    private static EpochRecord Record(int epoch, double accuracy, double loss, double f1 = 0.5) => new(epoch, 1, loss, accuracy, f1, 0.1, 1);
}
