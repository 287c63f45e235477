using System.Runtime.InteropServices;

namespace MlNetCnn.Training;

/// <summary>Switches of libtorch that TorchSharp does not hand through.</summary>
internal static class NativeSettings
{
    private static readonly Lock Gate = new();
    private static bool _applied;
    private static SetDynamic? _setDynamic;

    private delegate int Initialize();

    private delegate IntPtr GlobalContext();

    private delegate void SetUserEnabled(IntPtr context, [MarshalAs(UnmanagedType.U1)] bool isEnabled);

    private delegate void SetDynamic(int isDynamic);

    /// <summary>Lets the calling thread, and libtorch on it, compute with a number of threads.</summary>
    /// <param name="count">The number.</param>
    public static void UseThreads(int count)
    {
        TorchRuntime.EnsureLoaded();
        TorchSharp.torch.set_num_threads(count);

        // oneDNN deals its work out to as many threads as were asked for. Where OMP_DYNAMIC lets a busy machine grant fewer, a part is never
        // computed, and training goes on with numbers that mean nothing.
        _setDynamic?.Invoke(0);
    }

    /// <summary>Sets those of the process, once.</summary>
    /// <param name="library">The handle of libtorch's part for the processor.</param>
    public static void Apply(IntPtr library)
    {
        lock (Gate)
        {
            if (_applied)
            {
                return;
            }

            _applied = true;

            // Where NNPACK does not know the processor, libtorch would say so on standard error at each convolution that it might have taken.
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
