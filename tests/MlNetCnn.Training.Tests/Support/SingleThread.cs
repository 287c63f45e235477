using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

/// <summary>Lets libtorch compute only on the calling thread until disposed: small networks gain nothing from more threads, and several tests that
/// run in parallel with as many threads as cores each wait for one another.</summary>
internal sealed class SingleThread : IDisposable
{
    private readonly int _before;

    public SingleThread()
    {
        TorchRuntime.EnsureLoaded();
        _before = get_num_threads();
        set_num_threads(1);
    }

    public void Dispose() => set_num_threads(_before);
}
