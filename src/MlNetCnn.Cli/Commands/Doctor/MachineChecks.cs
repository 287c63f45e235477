using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML;

namespace MlNetCnn.Cli;

/// <summary>What the program needs of the machine.</summary>
internal static class MachineChecks
{
    private const long MinMemory = 512L << 20;
    private const long MinDisk = 200L << 20;

    /// <summary>The checks, in the order in which one thing needs another.</summary>
    public static IReadOnlyList<DoctorCheck> All { get; } =
    [
        new("system", () => $"{RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}", ""),
        new(".NET", () => RuntimeInformation.FrameworkDescription, "install the .NET 10 runtime: https://dotnet.microsoft.com/download"),
        new("ML.NET", () => $"{Versions.Of(typeof(MLContext))}; saved packages run under 5.0.1 and 6", ""),
        new("processors", DescribeProcessors, ""),
        new("memory", CheckMemory, "close other programs, or raise the memory limit of the container"),
        new(
            "ONNX Runtime", NativeLibraryChecks.OnnxRuntime,
            "use 64-bit Windows, macOS, or a Linux with glibc 2.28 or later (Debian 10, Ubuntu 20.04, RHEL 8; not Alpine) and libstdc++6"),
        new(
            "SkiaSharp", NativeLibraryChecks.SkiaSharp,
            "the program needs SkiaSharp 3 beside it; install mlnetcnn anew"),
        new(
            "default backbone", NativeLibraryChecks.RunDefaultBackbone,
            $"mend the lines above first; where {Backbone.DefaultPackage}.dll is not beside the program, install mlnetcnn anew, or name a network with "
                + "--backbone"),
        new(
            "libtorch", TrainingChecks.LibTorch,
            "only fine-tuning needs it: use 64-bit Linux with glibc 2.34 or later, Windows, or an ARM Mac, and the mlnetcnn that was packed "
            + "for it ('dotnet pack -r linux-x64', win-x64 or osx-arm64); the one for all systems has no libtorch inside")
        {
            IsNeeded = false,
        },
        new("convolutions", TrainingChecks.Convolutions, "mend libtorch first; only fine-tuning needs them") { IsNeeded = false },
        new("graphics card", TrainingChecks.GraphicsCard, "mend libtorch first; fine-tuning runs without a graphics card too") { IsNeeded = false },
        new("bundled images", () => DemoImages.Find(), "install mlnetcnn anew; only 'demo' needs them"),
        new("temporary folder", () => CheckWritable(Path.GetTempPath()), "set TMPDIR (TEMP on Windows) to a folder that you may write to"),
        new("current folder", () => CheckWritable(Environment.CurrentDirectory), "go to a folder that you may write to, or give outputs a full path"),
        new("cache", CacheCheck.Check, $"set {CacheDirectory.Variable} to a folder that you may write to; without one every run begins afresh")
        {
            IsNeeded = false,
        },
        new("free disk", CheckDisk, "make room on the disk of the current folder"),
    ];

    private static string DescribeProcessors() =>
        $"{Environment.ProcessorCount}, {VectorInstructions()}";

    private static string VectorInstructions() =>
        Avx512F.IsSupported ? "AVX-512"
        : Avx2.IsSupported ? "AVX2"
        : AdvSimd.IsSupported ? "Advanced SIMD"
        : "neither AVX2 nor Advanced SIMD: expect it to be slow";

    private static string CheckMemory()
    {
        var bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return bytes >= MinMemory
            ? DisplayText.Bytes(bytes)
            : throw new InvalidOperationException($"{DisplayText.Bytes(bytes)}; at least {DisplayText.Bytes(MinMemory)} are needed");
    }

    private static string CheckWritable(string folder)
    {
        DiskErrors.RequireWritable(folder);
        return $"{folder} can be written to";
    }

    private static string CheckDisk()
    {
        var free = new DriveInfo(Environment.CurrentDirectory).AvailableFreeSpace;
        return free >= MinDisk
            ? DisplayText.Bytes(free)
            : throw new InvalidOperationException($"{DisplayText.Bytes(free)}; at least {DisplayText.Bytes(MinDisk)} are needed");
    }
}

/// <summary>The folder of files that can be fetched or computed again.</summary>
internal static class CacheCheck
{
    /// <summary>Says how much lies in the user's cache, and that it can be written to.</summary>
    public static string Check() => Check(CacheDirectory.Find());

    /// <summary>The same for any folder.</summary>
    /// <exception cref="IOException">It cannot be written to; also <see cref="UnauthorizedAccessException"/>.</exception>
    public static string Check(string folder)
    {
        var size = Directory.Exists(folder)
            ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
            : 0;
        OutputFile.Probe(Path.Combine(folder, "file"));
        return $"{folder}, {DisplayText.Bytes(size)}, can be written to";
    }
}

/// <summary>One thing that the machine has or lacks.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Check">Says in a few words what was found, or throws if that does not suffice.</param>
/// <param name="Fix">What a person does where the check fails.</param>
internal sealed record DoctorCheck(string Name, Func<string> Check, string Fix)
{
    /// <summary>Whether nothing works without it.</summary>
    public bool IsNeeded { get; init; } = true;

    /// <summary>Runs the check; never throws.</summary>
    /// <param name="verbose">Whether a failure comes with its stack trace.</param>
    public (bool Passed, string Detail) Run(bool verbose)
    {
        try
        {
            return (true, Check());
        }
        catch (Exception exception)
        {
            // A diagnosis names every failure, of whatever kind, and goes on to the next check.
            return (false, verbose ? exception.ToString() : exception.GetBaseException().Message.ReplaceLineEndings(" "));
        }
    }
}
