using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// One step of Adam in one pass over memory. Written in operations of tensors it takes ten passes, which on a processor cost as much
/// as a tenth of a training step in 16 bits. The result depends on no number of threads: each weight is computed by itself.
/// </summary>
/// <param name="Shrink">What the weight is multiplied by, for decay apart from the gradient.</param>
/// <param name="Decay">How much of the weight is added to the gradient.</param>
/// <param name="FirstDecay">How much of the mean gradient is kept.</param>
/// <param name="SecondDecay">How much of the mean squared gradient is kept.</param>
/// <param name="Epsilon">What is added to the root of the mean square.</param>
/// <param name="Rate">The rate of the step.</param>
internal readonly record struct AdamKernel(
    float Shrink, float Decay, float FirstDecay, float SecondDecay, float Epsilon, float Rate)
{
    private const int Block = 1 << 16;

    /// <summary>Changes a weight and what is remembered of it, if all lie in this process's memory in float32, in one order and without gaps.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="gradient">Its gradient; not changed.</param>
    /// <param name="first">The mean gradient.</param>
    /// <param name="second">The mean squared gradient.</param>
    /// <returns>Whether it was done.</returns>
    public bool TryRun(Tensor weight, Tensor gradient, Tensor first, Tensor second)
    {
        Tensor[] all = [weight, gradient, first, second];
        if (!all.All(t => t.device_type == TorchSharp.DeviceType.CPU && t.dtype == ScalarType.Float32 && t.shape.SequenceEqual(weight.shape)))
        {
            return false;
        }

        using var scope = NewDisposeScope();
        Tensor[] rows = [.. all.Select(t => t.detach())];
        if (!rows.All(t => t.is_contiguous()))
        {
            if (weight.Dimensions != 4)
            {
                return false;
            }

            rows = [.. rows.Select(t => t.permute(0, 2, 3, 1))];
            if (!rows.All(t => t.is_contiguous()))
            {
                return false;
            }
        }

        var (kernel, count) = (this, (int)weight.NumberOfElements);
        if (count <= Block)
        {
            RunBlock(0);
        }
        else
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() };
            Parallel.For(0, (count + Block - 1) / Block, options, RunBlock);
        }

        return true;

        void RunBlock(int block)
        {
            var (start, length) = (block * Block, Math.Min(Block, count - (block * Block)));
            kernel.Run(Part(rows[0]), Part(rows[1]), Part(rows[2]), Part(rows[3]));

            Span<float> Part(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes).Slice(start, length);
        }
    }

    private void Run(Span<float> weight, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second)
    {
        var width = Vector<float>.Count;
        var i = 0;
        for (; i <= weight.Length - width; i += width)
        {
            var w = new Vector<float>(weight[i..]);
            var g = new Vector<float>(gradient[i..]) + (w * Decay);
            var m = (new Vector<float>(first[i..]) * FirstDecay) + (g * (1 - FirstDecay));
            var v = (new Vector<float>(second[i..]) * SecondDecay) + (g * g * (1 - SecondDecay));
            m.CopyTo(first[i..]);
            v.CopyTo(second[i..]);
            var size = Vector.SquareRoot(v) + new Vector<float>(Epsilon);
            ((w * Shrink) - (m / size * Rate)).CopyTo(weight[i..]);
        }

        for (; i < weight.Length; i++)
        {
            var g = gradient[i] + (weight[i] * Decay);
            first[i] = (first[i] * FirstDecay) + (g * (1 - FirstDecay));
            second[i] = (second[i] * SecondDecay) + (g * g * (1 - SecondDecay));
            var size = MathF.Sqrt(second[i]) + Epsilon;
            weight[i] = (weight[i] * Shrink) - (first[i] / size * Rate);
        }
    }
}
