using System.Runtime.InteropServices;

namespace MlNetCnn.Training;

/// <summary>Settings of libtorch that TorchSharp does not expose.</summary>
internal static class NativeSettings
{
    private static readonly Lock Gate = new();
    private static bool _applied;
    private static SetDynamic? _setDynamic;

    private delegate int Initialize();

    private delegate IntPtr GlobalContext();

    private delegate void SetUserEnabled(IntPtr context, [MarshalAs(UnmanagedType.U1)] bool isEnabled);

    private delegate void SetDynamic(int isDynamic);

    /// <summary>Sets the number of threads that the calling thread, and libtorch on it, compute with.</summary>
    /// <param name="count">The number.</param>
    public static void UseThreads(int count)
    {
        TorchRuntime.EnsureLoaded();
        TorchSharp.torch.set_num_threads(count);

        // oneDNN divides its work among the requested number of threads. If OMP_DYNAMIC lets a busy machine provide fewer, some of the work is never
        // done, and training continues with meaningless numbers.
        _setDynamic?.Invoke(0);
    }

    /// <summary>Applies the settings of the process, once.</summary>
    /// <param name="library">The handle of libtorch's library for the CPU.</param>
    public static void Apply(IntPtr library)
    {
        lock (Gate)
        {
            if (_applied)
            {
                return;
            }

            _applied = true;

            // Where NNPACK does not support the processor, libtorch would report this on standard error at each convolution that could have used it.
            if (Find<Initialize>(library, "nnp_initialize") is { } initialize && initialize() != 0
                && Find<GlobalContext>(library, "_ZN2at13globalContextEv") is { } context)
            {
                Find<SetUserEnabled>(library, "_ZN2at7Context20setUserEnabledNNPACKEb")?.Invoke(context(), false);
            }

            _setDynamic = Find<SetDynamic>(library, "omp_set_dynamic");
        }
    }

    private static T? Find<T>(IntPtr library, string name)
        where T : Delegate =>
        NativeLibrary.TryGetExport(library, name, out var address) ? Marshal.GetDelegateForFunctionPointer<T>(address) : null;
}
