using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML;

namespace MlNetCnn.Cli;

/// <summary>The checks of the environment.</summary>
internal static class MachineChecks
{
    private const long MinMemory = 512L << 20;
    private const long MinDisk = 200L << 20;

    /// <summary>The checks, each after the ones that it depends on.</summary>
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
            "the program needs SkiaSharp 3 in its folder; reinstall mlnetcnn"),
        new(
            "default backbone", NativeLibraryChecks.RunDefaultBackbone,
            $"fix the checks above first; if {Backbone.DefaultPackage}.dll is not next to the program, reinstall mlnetcnn, or specify a network with "
                + "--backbone"),
        new(
            "libtorch", TrainingChecks.LibTorch,
            "only fine-tuning and training from scratch need it: use 64-bit Linux with glibc 2.34 or later, Windows, or an ARM Mac, and the mlnetcnn that "
            + "was packed for it ('dotnet pack -r linux-x64', win-x64 or osx-arm64); the package for all systems does not contain libtorch")
        {
            IsNeeded = false,
        },
        new("convolutions", TrainingChecks.Convolutions, "fix libtorch first; only fine-tuning and training from scratch need them") { IsNeeded = false },
        new("graphics card", TrainingChecks.GraphicsCard, "fix libtorch first; training also runs without a graphics card") { IsNeeded = false },
        new("bundled images", () => DemoImages.Find(), "reinstall mlnetcnn; only 'demo' needs them"),
        new("temporary folder", () => CheckWritable(Path.GetTempPath()), "set TMPDIR (TEMP on Windows) to a folder that you can write to"),
        new("current folder", () => CheckWritable(Environment.CurrentDirectory), "change to a folder that you can write to, or specify full paths for outputs"),
        new("cache", CacheCheck.Check, $"set {CacheDirectory.Variable} to a folder that you can write to; without a cache, every run computes all features")
        {
            IsNeeded = false,
        },
        new("free disk", CheckDisk, "free space on the disk of the current folder"),
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
            : throw new InvalidOperationException($"{DisplayText.Bytes(bytes)}; at least {DisplayText.Bytes(MinMemory)} are required");
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
            : throw new InvalidOperationException($"{DisplayText.Bytes(free)}; at least {DisplayText.Bytes(MinDisk)} are required");
    }
}

/// <summary>The check of the cache folder.</summary>
internal static class CacheCheck
{
    /// <summary>Returns the size of the user's cache, after checking that it is writable.</summary>
    public static string Check() => Check(CacheDirectory.Find());

    /// <summary>Returns the size of a cache folder, after checking that it is writable.</summary>
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

/// <summary>A check of the environment.</summary>
/// <param name="Name">The name of the checked item.</param>
/// <param name="Check">Returns a short result, or throws if the check fails.</param>
/// <param name="Fix">What to do if the check fails.</param>
internal sealed record DoctorCheck(string Name, Func<string> Check, string Fix)
{
    /// <summary>Whether the program cannot work without it.</summary>
    public bool IsNeeded { get; init; } = true;

    /// <summary>Runs the check; never throws.</summary>
    /// <param name="verbose">Whether a failure includes the stack trace.</param>
    public (bool Passed, string Detail) Run(bool verbose)
    {
        try
        {
            return (true, Check());
        }
        catch (Exception exception)
        {
            // A failure of any kind is reported, and the next check runs.
            return (false, verbose ? exception.ToString() : exception.GetBaseException().Message.ReplaceLineEndings(" "));
        }
    }
}
