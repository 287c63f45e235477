using System.Runtime.InteropServices;

namespace MlNetCnn.Training;

/// <summary>
/// Keeps memory that libtorch frees in the process for the next batch, until disposed. By default glibc returns large blocks to the system and
/// requests them again in every batch, and the system clears each page again: a twentieth to a tenth of a training step of ResNet-18.
/// </summary>
internal sealed class AllocatorScope : IDisposable
{
    // The constants of malloc.h; mallopt(3) explains the values.
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapThreshold = -3;
    private const int MmapMax = -4;
    private const int Megabyte = 1 << 20;

    private static readonly Lock Gate = new();
    private static int _alive;

    private AllocatorScope()
    {
        lock (Gate)
        {
            if (_alive++ == 0)
            {
                Set(mappings: 0, threshold: 1024 * Megabyte, keep: int.MaxValue, ahead: 64 * Megabyte);
            }
        }
    }

    /// <summary>Whether the C library's allocator can be configured.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library)
        && NativeLibrary.TryGetExport(library, "mallopt", out _) && NativeLibrary.TryGetExport(library, "malloc_trim", out _);

    /// <summary>Starts to keep memory.</summary>
    /// <returns>The scope; null on systems that do not need one or cannot be configured.</returns>
    public static AllocatorScope? Start() => IsSupported ? new AllocatorScope() : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Gate)
        {
            if (--_alive == 0)
            {
                // The values that glibc itself arrives at once large blocks have been freed.
                Set(mappings: 65536, threshold: 32 * Megabyte, keep: 64 * Megabyte, ahead: 128 * 1024);
                _ = Trim(0);
            }
        }
    }

    private static void Set(int mappings, int threshold, int keep, int ahead)
    {
        // A value that this version rejects changes nothing.
        _ = SetOption(MmapMax, mappings);
        _ = SetOption(MmapThreshold, threshold);
        _ = SetOption(TrimThreshold, keep);
        _ = SetOption(TopPad, ahead);
    }

    [DllImport("libc.so.6", EntryPoint = "mallopt")]
    private static extern int SetOption(int option, int value);

    [DllImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static extern int Trim(nuint pad);
}
