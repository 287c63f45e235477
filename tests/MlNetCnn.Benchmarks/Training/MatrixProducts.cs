using System.Diagnostics;
using MlNetCnn.Training;
using StockRunner;
using static TorchSharp.torch;

namespace MlNetCnn.Benchmarks;

/// <summary>
/// How fast libtorch multiplies large matrices here: what convolutions could reach at most. Against it a ratio to the plain loop can be read: where
/// that loop alone comes near this rate, nothing can be several times as fast.
/// </summary>
internal static class MatrixProducts
{
    /// <summary>Rows and columns of both matrices: large, so that reading them is a small part.</summary>
    private const int Size = 3072;

    private const int Products = 8;

    /// <summary>Thousand million operations (an addition or a multiplication each) of one measurement.</summary>
    public static double Operations => 2.0 * Size * Size * Size * Products / 1e9;

    /// <summary>Seconds of <see cref="Operations"/>.</summary>
    /// <param name="type">Of the matrices.</param>
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
