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
        Assert.Equal(words.Any(w => w is "avx512_bf16" or "amx_bf16" or "bf16"), PrecisionSelection.HasBFloat16);
    }

    [Fact]
    public void Resolve_RequestedPrecision_IsUsed()
    {
        Assert.Null(PrecisionSelection.Resolve(TrainingPrecision.Fp32, onProcessor: false));
        Assert.Equal(ScalarType.BFloat16, PrecisionSelection.Resolve(TrainingPrecision.Bf16, onProcessor: true));
        Assert.Equal(PrecisionSelection.HasBFloat16 ? ScalarType.BFloat16 : null, PrecisionSelection.Resolve(TrainingPrecision.Auto, onProcessor: true));
    }
}
