using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetCnn.Imaging;

/// <summary>The sums that compute a resized image: a hot path, so vectorized and fully optimized at once.</summary>
internal static class WeightedSums
{
    /// <summary>Computes one output row, not yet resized horizontally: a weighted sum of rows.</summary>
    /// <param name="pixels">The image, 4 bytes a pixel.</param>
    /// <param name="rowBytes">The number of bytes of a row.</param>
    /// <param name="begin">The first byte of a row that is used.</param>
    /// <param name="first">The first row.</param>
    /// <param name="weights">The weights from that row on.</param>
    /// <param name="sums">The sums, one float per byte.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OfRows(ReadOnlySpan<byte> pixels, int rowBytes, int begin, int first, ReadOnlySpan<float> weights, Span<float> sums)
    {
        var i = 0;
        ref var source = ref MemoryMarshal.GetReference(pixels);
        ref var target = ref MemoryMarshal.GetReference(sums);
        var start = ((nint)first * rowBytes) + begin;
        if (Avx2.IsSupported && Fma.IsSupported)
        {
            for (; i <= sums.Length - 32; i += 32)
            {
                var (a, b, c, d) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
                var at = start + i;
                foreach (var weight in weights)
                {
                    var factor = Vector256.Create(weight);
                    a = Fma.MultiplyAdd(Load(ref source, at), factor, a);
                    b = Fma.MultiplyAdd(Load(ref source, at + 8), factor, b);
                    c = Fma.MultiplyAdd(Load(ref source, at + 16), factor, c);
                    d = Fma.MultiplyAdd(Load(ref source, at + 24), factor, d);
                    at += rowBytes;
                }

                a.StoreUnsafe(ref target, (nuint)i);
                b.StoreUnsafe(ref target, (nuint)i + 8);
                c.StoreUnsafe(ref target, (nuint)i + 16);
                d.StoreUnsafe(ref target, (nuint)i + 24);
            }
        }

        for (; i < sums.Length; i += 4)
        {
            var sum = Vector128<float>.Zero;
            var at = start + i;
            foreach (var weight in weights)
            {
                var word = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, at));
                var pixel = Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(word).AsByte())).AsInt32());
                sum = Vector128.FusedMultiplyAdd(pixel, Vector128.Create(weight), sum);
                at += rowBytes;
            }

            sum.StoreUnsafe(ref target, (nuint)i);
        }

        static Vector256<float> Load(ref byte source, nint at)
        {
            var bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, at))).AsByte();
            return Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(bytes));
        }
    }

    /// <summary>Computes one output row from one that is not yet resized horizontally, clipped to 0..255 and rounded.</summary>
    /// <param name="row">The row, 4 floats a pixel, from the first used pixel on.</param>
    /// <param name="columns">The weights.</param>
    /// <param name="redAt">The index of red among the 4.</param>
    /// <param name="blueAt">The index of blue among the 4.</param>
    /// <param name="steps">The number of steps per gray level to which the result is rounded.</param>
    /// <param name="red">Receives the red values.</param>
    /// <param name="green">Receives the green values.</param>
    /// <param name="blue">Receives the blue values.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OfColumns(
        ReadOnlySpan<float> row, ResampleAxis columns, int redAt, int blueAt, float steps, Span<float> red, Span<float> green, Span<float> blue)
    {
        ref var source = ref MemoryMarshal.GetReference(row);
        var max = Vector128.Create(255f);
        for (var x = 0; x < red.Length; x++)
        {
            var sum = Vector128<float>.Zero;
            var at = (nuint)(4 * (columns.First(x) - columns.Begin));
            foreach (var weight in columns.Weights(x))
            {
                sum = Vector128.FusedMultiplyAdd(Vector128.LoadUnsafe(ref source, at), Vector128.Create(weight), sum);
                at += 4;
            }

            // A cubic filter overshoots near edges.
            sum = Vector128.Min(Vector128.Max(sum, Vector128<float>.Zero), max);
            sum = Vector128.Floor((sum * steps) + Vector128.Create(0.5f)) / steps;
            red[x] = sum.GetElement(redAt);
            green[x] = sum.GetElement(1);
            blue[x] = sum.GetElement(blueAt);
        }
    }
}
