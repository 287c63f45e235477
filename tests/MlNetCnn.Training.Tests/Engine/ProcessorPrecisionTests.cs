using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

public sealed class ProcessorPrecisionTests
{
    [Fact]
    public void HasBFloat16_OnLinux_IsWhatTheKernelLists()
    {
        Assert.SkipUnless(File.Exists("/proc/cpuinfo"), "there is no /proc/cpuinfo");
        var words = File.ReadAllText("/proc/cpuinfo").Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(words.Any(w => w is "avx512_bf16" or "amx_bf16" or "bf16"), ProcessorPrecision.HasBFloat16);
    }

    [Fact]
    public void Resolve_WhatWasAskedFor_IsThat()
    {
        Assert.Null(ProcessorPrecision.Resolve(TrainingPrecision.Fp32, onProcessor: false));
        Assert.Equal(ScalarType.BFloat16, ProcessorPrecision.Resolve(TrainingPrecision.Bf16, onProcessor: true));
        Assert.Equal(ProcessorPrecision.HasBFloat16 ? ScalarType.BFloat16 : null, ProcessorPrecision.Resolve(TrainingPrecision.Auto, onProcessor: true));
    }
}
