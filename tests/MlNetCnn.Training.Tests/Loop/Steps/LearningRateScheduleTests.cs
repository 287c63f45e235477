using System.Globalization;
using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class LearningRateScheduleTests
{
    [Theory]
    [InlineData(ScheduleKind.Cosine, 0, 1.0 / 11)]
    [InlineData(ScheduleKind.Cosine, 9, 10.0 / 11)]
    [InlineData(ScheduleKind.Cosine, 10, 1)]
    [InlineData(ScheduleKind.Cosine, 55, 0.5)]
    [InlineData(ScheduleKind.Cosine, 100, 0)]
    [InlineData(ScheduleKind.OneCycle, 0, 0.04)]
    [InlineData(ScheduleKind.OneCycle, 15, 0.52)]
    [InlineData(ScheduleKind.OneCycle, 30, 1)]
    [InlineData(ScheduleKind.OneCycle, 65, 0.5)]
    [InlineData(ScheduleKind.OneCycle, 100, 0)]
    [InlineData(ScheduleKind.Constant, 77, 1)]
    [InlineData(ScheduleKind.Step, 33, 1)]
    [InlineData(ScheduleKind.Step, 34, 0.1)]
    [InlineData(ScheduleKind.Step, 67, 0.01)]
    [InlineData(ScheduleKind.Step, 100, 0.01)]
    [InlineData(ScheduleKind.Exponential, 19, 1)]
    [InlineData(ScheduleKind.Exponential, 50, 0.15848931924611134)]
    [InlineData(ScheduleKind.Exponential, 100, 0.01)]
    [InlineData(ScheduleKind.Plateau, 99, 1)]
    public void FactorAt_HundredSteps_IsAsDescribed(ScheduleKind kind, int step, double expected) =>
        Assert.Equal(expected, new LearningRateSchedule(kind, 100, 20, 0.1).FactorAt(step), 1e-12);

    public static TheoryData<ScheduleKind, int, double> Shapes
    {
        get
        {
            var shapes = new TheoryData<ScheduleKind, int, double>();
            foreach (var kind in Enum.GetValues<ScheduleKind>())
            {
                shapes.Add(kind, 1, 0.1);
                shapes.Add(kind, 2, 0.9);
                shapes.Add(kind, 37, 0);
                shapes.Add(kind, 200, 0.3);
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void FactorAt_EveryStep_IsAboveZeroAndReachesOne(ScheduleKind kind, int steps, double warmUp)
    {
        var schedule = new LearningRateSchedule(kind, steps, 5, warmUp);
        var factors = Enumerable.Range(0, steps).Select(schedule.FactorAt).ToList();
        Assert.All(factors, factor => Assert.InRange(factor, 1e-9, 1));
        if (steps > 2)
        {
            Assert.Equal(1, factors.Max(), 0.01);
        }

        Assert.InRange(schedule.FactorAt(steps), 0, 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Report_ThreeEpochsNoBetter_DropsToATenth(bool higherIsBetter)
    {
        var sign = higherIsBetter ? 1 : -1;
        var schedule = new LearningRateSchedule(ScheduleKind.Plateau, 100, 10, 0);
        double[] metrics = [0.5, 0.6, 0.6, 0.55, 0.7, 0.1, double.NaN, 0.7, 0.7, 0.7, 0.7];
        double[] expected = [1, 1, 1, 1, 1, 1, 1, 0.1, 0.1, 0.1, 0.01];
        foreach (var (metric, factor) in metrics.Zip(expected))
        {
            schedule.Report(sign * metric, higherIsBetter);
            Assert.Equal(factor, schedule.FactorAt(0), 1e-12);
        }
    }

    [Fact]
    public void Report_OtherSchedules_AreNotAffected()
    {
        var schedule = new LearningRateSchedule(ScheduleKind.Constant, 10, 1, 0);
        Enumerable.Range(0, 9).ToList().ForEach(_ => schedule.Report(1, true));
        Assert.Equal(1, schedule.FactorAt(5));
    }

    [Fact]
    public void State_Restored_ContinuesTheSame()
    {
        var first = new LearningRateSchedule(ScheduleKind.Plateau, 100, 10, 0);
        var fresh = first.State;
        foreach (var metric in new[] { 0.1 + 0.2, 0.1, 0.1, 0.1, 0.1, 0.1 })
        {
            first.Report(metric, true);
        }

        var culture = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = comma;
        var second = new LearningRateSchedule(ScheduleKind.Plateau, 100, 10, 0) { State = first.State };
        CultureInfo.CurrentCulture = culture;
        Assert.Equal(first.State, second.State);
        Assert.Equal(0.1, second.FactorAt(0), 1e-12);
        second.Report(0.1 + 0.2, true);
        Assert.Equal(0.01, second.FactorAt(0), 1e-12);
        second.State = fresh;
        Assert.Equal(1, second.FactorAt(0));
        Assert.Throws<FormatException>(() => second.State = "what");
    }
}
