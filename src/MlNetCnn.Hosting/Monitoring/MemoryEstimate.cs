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
    /// <param name="classifiers">The classifiers.</param>
    /// <param name="options">The common options.</param>
    /// <param name="threads">The number of threads.</param>
    public static MemoryEstimate Compute(IReadOnlyCollection<HostedClassifier> classifiers, InferenceOptions options, int threads)
    {
        var reload = options.ReloadPolicy == ReloadPolicy.ReplaceFirst
            ? classifiers.Select(c => Loading(c) - Network(c, threads))
            : classifiers.Select(Loading);
        return new MemoryEstimate(
            classifiers.Sum(c => Network(c, threads)),
            reload.DefaultIfEmpty(0).Max(),
            options.MaxQueuedBytes,
            classifiers.Select(c => c.Options.MaxImagePixels * 4 * threads).DefaultIfEmpty(0).Max());
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Megabytes(Total)} MB: process {Megabytes(Process)}, models {Megabytes(Models)}, a reload {Megabytes(Reload)}, "
        + $"waiting images {Megabytes(Waiting)}, decoding {Megabytes(Decoding)}");

    private static long Network(HostedClassifier classifier, int threads)
    {
        if (classifier.Model is not { } model)
        {
            return 0;
        }

        var input = 3L * model.Card.InputWidth * model.Card.InputHeight * sizeof(float);
        return (long)(WeightFactor * model.FileBytes) + (input * ActivationFactor * threads * classifier.Options.MaxBatchSize);
    }

    private static long Loading(HostedClassifier classifier) =>
        classifier.Options.WatchForChanges ? (long)(LoadFactor * (classifier.Model?.FileBytes ?? 0)) : 0;

    private static long Megabytes(long bytes) => (bytes + 999_999) / 1_000_000;
}
