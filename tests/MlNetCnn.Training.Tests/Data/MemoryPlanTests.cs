using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

public sealed class MemoryPlanTests
{
    private static readonly FineTuningOptions Options = new() { BatchSize = 32, GradientAccumulationSteps = 3 };

    [Fact]
    public void Make_BatchThatFits_IsNotSplit() =>
        Assert.Equal(new MemoryPlan(32, 3, null), MemoryPlan.Make(Options, 1000, 1_000_000, null, 1L << 30));

    [Fact]
    public void Make_MoreThanTheImages_IsLimitedToThem() =>
        Assert.Equal(20, MemoryPlan.Make(Options, 20, 1_000_000, null, 1L << 30).BatchSize);

    [Fact]
    public void Make_BatchThatDoesNotFit_IsSplitEquallyAndReported()
    {
        // 10 MB an image: 60 % of 200 MB hold 12.
        var plan = MemoryPlan.Make(Options, 1000, 1_000_000, null, 200_000_000);
        Assert.Equal((11, 9), (plan.BatchSize, plan.GradientAccumulationSteps));
        Assert.Contains("3 parts of 11", plan.Explanation);
    }

    [Fact]
    public void Make_SixteenBits_NeedHalf() =>
        Assert.Equal(16, MemoryPlan.Make(Options, 1000, 1_000_000, ScalarType.BFloat16, 200_000_000).BatchSize);

    [Fact]
    public void Make_NotEvenOneFits_IsAClearError()
    {
        var exception = Assert.Throws<MlNetCnnException>(() => MemoryPlan.Make(Options, 1000, 100_000_000, null, 200_000_000));
        Assert.Equal(("ENV_MEMORY", ErrorKind.Environment), (exception.Code, exception.Kind));
        Assert.Contains("200 MB", exception.Message);
    }

    [Fact]
    public void Make_OnlyOneFitsWhereStatisticsAreLearned_IsAnError()
    {
        // 100 MB an image: 60 % of 200 MB hold one.
        Assert.Equal(1, MemoryPlan.Make(Options, 1000, 10_000_000, null, 200_000_000).BatchSize);
        var exception = Assert.Throws<MlNetCnnException>(() => MemoryPlan.Make(Options with { FreezeBatchNorm = false }, 1000, 10_000_000, null, 200_000_000));
        Assert.Equal("ENV_MEMORY", exception.Code);
        Assert.Contains("two images", exception.Message);
        Assert.Throws<MlNetCnnException>(() => MemoryPlan.Make(new CnnTrainingOptions { NormalizesBatches = true }, 1000, 10_000_000, null, 200_000_000));
        var plan = MemoryPlan.Make(Options with { FreezeBatchNorm = false }, 1000, 10_000_000, null, 500_000_000);
        Assert.InRange(plan.BatchSize, 2, 3);
        Assert.DoesNotContain("same result", plan.Explanation);
    }
}
