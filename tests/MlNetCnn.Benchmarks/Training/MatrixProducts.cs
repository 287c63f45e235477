using System.Diagnostics;
using MlNetCnn.Training;
using StockRunner;
using static TorchSharp.torch;

namespace MlNetCnn.Benchmarks;

/// <summary>
/// Measures how fast libtorch multiplies large matrices on this machine: an upper bound for convolutions. It puts ratios to the plain loop into
/// perspective: if that loop comes close to this rate, nothing can be several times as fast.
/// </summary>
internal static class MatrixProducts
{
    /// <summary>Rows and columns of both matrices: large, so that reading them takes a small fraction of the time.</summary>
    private const int Size = 3072;

    private const int Products = 8;

    /// <summary>Billions of operations (an addition or a multiplication each) in one measurement.</summary>
    public static double Operations => 2.0 * Size * Size * Size * Products / 1e9;

    /// <summary>Seconds of <see cref="Operations"/>.</summary>
    /// <param name="type">The type of the matrices.</param>
    public static Measured Run(ScalarType type)
    {
        TorchRuntime.EnsureLoaded();
        set_num_threads(Environment.ProcessorCount);
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var (left, right) = (rand(Size, Size).to_type(type), rand(Size, Size).to_type(type));
        var result = left.mm(right);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Products; i++)
        {
            result.Dispose();
            result = left.mm(right);
        }

        return new Measured(clock.Elapsed.TotalSeconds, PeakMemory.Read(), 0, []);
    }
}
