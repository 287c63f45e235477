using System.Globalization;

namespace MlNetCnn.Hosting.Monitoring;

/// <summary>The memory, in bytes, that hosting may need at most, by calculation.</summary>
/// <param name="Models">The networks and their buffers.</param>
/// <param name="Reload">A second copy of the largest watched model while it replaces the first, with what loading takes meanwhile.</param>
/// <param name="Waiting">The bytes of images in the queue.</param>
/// <param name="Decoding">The pixels of images that are being decoded, one per thread.</param>
/// <remarks>
/// The factors are bounds of what was measured with ResNet-18 (docs/serving.md): ONNX Runtime holds weights 2.6 times, as stored and rearranged for the
/// processor, loading takes up to 7.2 times the file, and activations of networks for photos up to 48 times the input. A process without a model
/// takes up to 120 MB. While models are loaded at the start, no images wait, so that needs no room of its own.
/// </remarks>
internal sealed record MemoryEstimate(long Models, long Reload, long Waiting, long Decoding)
{
    private const long Process = 120L * 1000 * 1000;
    private const double WeightFactor = 2.6;
    private const double LoadFactor = 7.2;
    private const int ActivationFactor = 48;

    /// <summary>The sum, with the process itself.</summary>
    public long Total => Process + Models + Reload + Waiting + Decoding;

    /// <summary>Computes the memory.</summary>
    /// <param name="models">The models and their options.</param>
    /// <param name="options">The common options.</param>
    /// <param name="threads">The number of threads.</param>
    public static MemoryEstimate Compute(
        IReadOnlyCollection<(HostedModel? Model, HostedModelOptions Options)> models, InferenceOptions options, int threads)
    {
        // Before the largest is loaded again, its network is released, if so specified.
        var isReplacedFirst = options.ReloadPolicy == ReloadPolicy.ReplaceFirst;
        var loaded = models.Where(each => each.Model is not null).Select(each => (
            Network: Network(each.Model!, each.Options, threads),
            Loading: each.Options.WatchForChanges ? (long)(LoadFactor * each.Model!.FileBytes) : 0)).ToList();
        return new MemoryEstimate(
            loaded.Sum(each => each.Network),
            loaded.Select(each => each.Loading - (isReplacedFirst ? each.Network : 0)).DefaultIfEmpty(0).Max(),
            options.MaxQueuedBytes,
            models.Select(each => each.Options.MaxImagePixels * 4 * threads).DefaultIfEmpty(0).Max());
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Megabytes(Total)} MB: process {Megabytes(Process)}, models {Megabytes(Models)}, a reload {Megabytes(Reload)}, "
        + $"waiting images {Megabytes(Waiting)}, decoding {Megabytes(Decoding)}");

    private static long Network(HostedModel model, HostedModelOptions options, int threads)
    {
        var input = 3L * model.Card.InputWidth * model.Card.InputHeight * sizeof(float);
        return (long)(WeightFactor * model.FileBytes) + (input * ActivationFactor * threads * options.MaxBatchSize);
    }

    private static long Megabytes(long bytes) => (bytes + 999_999) / 1_000_000;
}
