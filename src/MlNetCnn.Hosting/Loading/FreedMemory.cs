using System.Runtime.InteropServices;

namespace MlNetCnn.Hosting.Loading;

/// <summary>
/// Gives the memory that loading a model has used and freed back to the system. It is several times the size of the file, and would otherwise stay with
/// the process: requests make too little garbage for a collection, and the allocator of Linux keeps what native code frees.
/// </summary>
internal static partial class FreedMemory
{
    private static readonly bool _hasTrim =
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "malloc_trim", out _);

    /// <summary>Gives the memory back.</summary>
    public static void Release()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (_hasTrim)
        {
            Trim(0);
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);
}
