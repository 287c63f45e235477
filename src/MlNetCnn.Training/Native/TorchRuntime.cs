using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Runtime.Versioning;
using TorchSharp;

namespace MlNetCnn.Training;

/// <summary>
/// Ensures that TorchSharp's native library loads. If the C++ library of the system is older than the one that TorchSharp was linked against, a
/// patched copy is loaded instead; nothing has to be installed, and no file of the application changes.
/// </summary>
internal static class TorchRuntime
{
    private const string Shim = "LibTorchSharp";
    private const string CppLibrary = "libstdc++.so.6";

    // The shim's own dependencies: once loaded, they are found by these names wherever the copy of the shim is.
    private static readonly string[] Libraries = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    // The reason why a patched copy could not be written, or null.
    private static Exception? _copyError;

    // How the native library was loaded, or null if it was not.
    private static string? _loaded;

    /// <summary>How the native library was loaded, as a sentence without its period.</summary>
    public static string Status =>
        _loaded ?? (_copyError is { } error ? $"libtorch is not loaded: {error.Message.TrimEnd('.')}" : "libtorch is not loaded");

    /// <summary>Loads the native library if it is not loaded yet.</summary>
    /// <exception cref="MlNetCnnException"><c>ENV_LIBTORCH</c>: it is missing or does not load; <c>ENV_NO_ROOM</c>: a patched copy of it cannot be
    /// written anywhere.</exception>
    public static void EnsureLoaded()
    {
        if (!NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, null, out var library))
        {
            throw Missing($"none on {RuntimeInformation.RuntimeIdentifier}", null);
        }

        if (!IsThere(Shim) && _copyError is { } failed)
        {
            throw new MlNetCnnException(
                ErrorKind.Environment, ErrorCodes.EnvironmentNoRoom,
                $"libtorch, which training requires, does not load: a patched copy cannot be written ({failed.Message.TrimEnd('.')})",
                expected: "a few megabytes of free space in the temporary folder or the cache folder",
                fix: $"free space there, or set TMPDIR or {CacheDirectory.Variable} to a folder on another disk", innerException: failed);
        }

        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
            NativeSettings.Apply(library);
            _loaded ??= $"libtorch {torch.__version__} is loaded as shipped";
        }
        catch (Exception exception) when (
            exception is NotSupportedException or TypeInitializationException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw Missing($"{Reason(exception)} on {RuntimeInformation.RuntimeIdentifier}", exception);
        }
    }

    // If one is missing, TorchSharp would search NuGet's cache and copy all of it, 600 MB, into the application's folder.
    private static bool IsThere(string library) => NativeLibrary.TryLoad(library, typeof(torch).Assembly, null, out _);

    private static MlNetCnnException Missing(string received, Exception? exception) => new(
        ErrorKind.Environment, ErrorCodes.EnvironmentLibtorch, "libtorch, which training requires, does not load",
        expected: "a package 'libtorch-cpu-linux-x64', 'libtorch-cpu-win-x64' or 'libtorch-cpu-osx-arm64' in the application, next to TorchSharp",
        received: received,
        fix: "add the package for this system to the application; on other systems use the method 'features', which does not require libtorch",
        innerException: exception);

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "TorchSharp loads its native library on first use, so the resolver must be registered before that.")]
    internal static void Register()
    {
        if (OperatingSystem.IsLinux())
        {
            (AssemblyLoadContext.GetLoadContext(typeof(torch).Assembly) ?? AssemblyLoadContext.Default).ResolvingUnmanagedDll += Resolve;
        }
    }

    private static string Reason(Exception exception) =>
        exception.GetBaseException().Message.Split('\n', 2)[0].TrimEnd('.', '\r');

    // Called after the regular search has failed.
    [UnsupportedOSPlatform("windows")]
    private static IntPtr Resolve(Assembly assembly, string name)
    {
        if (name != Shim || Find($"lib{Shim}.so") is not { } path
            || NativeLibraryPatch.Weaken(File.ReadAllBytes(path), CppLibrary, CppVersions(), out var weakened) is not { } patched)
        {
            return IntPtr.Zero;
        }

        foreach (var library in Libraries)
        {
            if (Find(library) is { } file)
            {
                NativeLibrary.TryLoad(file, out _);
            }
        }

        var handle = LoadCopy(patched);
        if (handle != IntPtr.Zero)
        {
            _loaded = $"libtorch is loaded through a copy of TorchSharp's lib{Shim}.so that does not require {string.Join(", ", weakened)}, "
                + $"which it never uses and which this system's {CppLibrary} lacks";
        }

        return handle;
    }

    [UnsupportedOSPlatform("windows")]
    private static IntPtr LoadCopy(byte[] library)
    {
        // Some systems run no code from their temporary folder; the cache folder is the second choice.
        foreach (var parent in new Func<string>[] { Path.GetTempPath, () => CacheDirectory.Find() })
        {
            try
            {
                if (LoadCopy(library, parent()) is var handle && handle != IntPtr.Zero)
                {
                    return handle;
                }
            }
            catch (Exception exception) when (DiskErrors.Include(exception) || exception is MlNetCnnException)
            {
                _copyError = exception;
            }
        }

        return IntPtr.Zero;
    }

    [UnsupportedOSPlatform("windows")]
    private static IntPtr LoadCopy(byte[] library, string parent)
    {
        // A new folder of this account, deleted immediately: a loaded library no longer needs its file.
        var folder = Path.Combine(parent, $"mlnetcnn-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            var copy = Path.Combine(folder, $"lib{Shim}.so");
            File.WriteAllBytes(copy, library);
            return NativeLibrary.TryLoad(copy, out var handle) ? handle : IntPtr.Zero;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Find(string file)
    {
        var folders = ((string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(Path.GetDirectoryName(typeof(torch).Assembly.Location) ?? "")
            .Append(AppContext.BaseDirectory);
        return folders.Where(f => f.Length > 0).Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    private static IReadOnlyList<string> CppVersions()
    {
        // The C++ library is already in the process, because libtorch needs it too; the kernel reports which file it is.
        var mapped = File.ReadLines("/proc/self/maps").FirstOrDefault(line => line.Contains("/libstdc++.so.6", StringComparison.Ordinal));
        return mapped is null ? [] : ElfImage.Read(File.ReadAllBytes(mapped[mapped.IndexOf('/')..]))?.Definitions ?? [];
    }
}
