using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Selects the precision of training. On processors without bfloat16 instructions, libtorch emulates them, which is slower than float32.</summary>
internal static class PrecisionSelection
{
    private const string ArmFeatures = "/proc/cpuinfo";

    /// <summary>Whether this processor has bfloat16 instructions, according to CPUID or the kernel.</summary>
    public static bool HasBFloat16 { get; } = Detect();

    /// <summary>A short explanation of the selection.</summary>
    public static string Explanation => HasBFloat16
        ? "training computes in bfloat16, which this processor supports"
        : "training computes in float32, because this processor has no bfloat16 instructions";

    /// <summary>Returns the type in which layers compute.</summary>
    /// <param name="requested">The requested precision.</param>
    /// <param name="onProcessor">Whether training runs on the CPU; all GPUs that libtorch 2.10 supports have bfloat16.</param>
    /// <returns>bfloat16, or null for float32.</returns>
    public static ScalarType? Resolve(TrainingPrecision requested, bool onProcessor) =>
        requested == TrainingPrecision.Bf16 || (requested == TrainingPrecision.Auto && (HasBFloat16 || !onProcessor)) ? ScalarType.BFloat16 : null;

    private static bool Detect()
    {
        if (X86Base.IsSupported)
        {
            // Intel's manual, volume 2A, CPUID leaf 7: AVX512_BF16 is bit 5 of EAX in subleaf 1, AMX-BF16 bit 22 of EDX in subleaf 0.
            var (subleaves, _, _, edx) = X86Base.CpuId(7, 0);
            var avx = subleaves >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;
            return avx || (edx & (1 << 22)) != 0;
        }

        try
        {
            return OperatingSystem.IsLinux() && File.ReadLines(ArmFeatures).Any(line =>
                line.StartsWith("Features", StringComparison.Ordinal) && line.Split(' ').Contains("bf16"));
        }
        catch (IOException)
        {
            return false;
        }
    }
}
