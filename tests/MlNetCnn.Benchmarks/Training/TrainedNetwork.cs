using static TorchSharp.torch;

namespace MlNetCnn.Benchmarks;

/// <summary>A network in training, independent of the implementation.</summary>
internal abstract class TrainedNetwork : IDisposable
{
    /// <summary>The number of classes of the head.</summary>
    public const int Classes = 5;

    /// <summary>Trains on one batch.</summary>
    /// <param name="pixels">[N, 3, H, W], 0..255.</param>
    /// <param name="labels">[N].</param>
    /// <returns>The loss.</returns>
    public abstract float Step(Tensor pixels, long[] labels);

    /// <summary>Computes the logits, without gradients.</summary>
    /// <param name="pixels">[N, 3, H, W], 0..255.</param>
    public abstract void Forward(Tensor pixels);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Returns the initial head, the same for all: small values, because a head of zeros gives the layers before it no gradient.</summary>
    /// <param name="features">The number of its inputs.</param>
    public static float[] HeadWeights(int features)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, Classes * features).Select(_ => (random.NextSingle() - 0.5f) * 0.05f)];
    }
}
