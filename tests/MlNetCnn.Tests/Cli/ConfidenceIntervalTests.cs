using Xunit;

namespace MlNetCnn.Tests.Cli;

public class ConfidenceIntervalTests
{
    [Theory]
    [InlineData(0.84, 100, 0.7558, 0.8991)]
    [InlineData(0.5, 10, 0.2366, 0.7634)]
    [InlineData(1, 10, 0.7225, 1)]
    [InlineData(0, 1, 0, 0.7935)]
    public void Of_KnownCases_EqualsThePublishedFormula(double proportion, int count, double lower, double upper)
    {
        var interval = ConfidenceInterval.Of(proportion, count);

        Assert.Equal(lower, interval.Lower, 1e-4);
        Assert.Equal(upper, interval.Upper, 1e-4);
    }
}
