using System.Globalization;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Splits batches so that a training step fits into memory, because the operating system kills a process that runs out of memory without an
/// error message.</summary>
/// <param name="BatchSize">The number of images computed at a time.</param>
/// <param name="GradientAccumulationSteps">The number of these batches that make one optimizer step.</param>
/// <param name="Explanation">A sentence that explains the change, or null if there is none.</param>
internal sealed record MemoryPlan(int BatchSize, int GradientAccumulationSteps, string? Explanation)
{
    // Each layer's output is kept for the backward pass; its gradient and the buffers of the kernels are added to that.
    private const double CopiesOfActivations = 2.5;

    private const double MemoryFraction = 0.6;

    /// <summary>Splits batches that are too large.</summary>
    /// <param name="options">The requested options.</param>
    /// <param name="trainingImages">The number of training images.</param>
    /// <param name="activations">The number of activation values kept for each image.</param>
    /// <param name="precision">The type in which layers compute, or null for float32.</param>
    /// <param name="available">The number of bytes available to the process.</param>
    /// <exception cref="MlNetCnnException"><c>ENV_MEMORY</c>: not even one image fits, or two if batch normalization learns statistics.</exception>
    public static MemoryPlan Make(TrainingOptions options, int trainingImages, long activations, ScalarType? precision, long available)
    {
        var batch = Math.Min(options.BatchSize, trainingImages);
        var bytes = activations * CopiesOfActivations * (precision is null ? sizeof(float) : sizeof(ushort));
        var fits = (int)Math.Min(int.MaxValue, available * MemoryFraction / Math.Max(1, bytes));
        var min = options.LearnsStatistics ? 2 : 1;
        if (fits < min)
        {
            var few = min == 1 ? "one image" : "the two images that batch normalization needs";
            throw new MlNetCnnException(
                ErrorKind.Environment, ErrorCodes.EnvironmentMemory, $"training does not fit into memory, not even with {few} at a time",
                expected: string.Create(CultureInfo.InvariantCulture, $"about {min * bytes / 1e6 / MemoryFraction:0} MB"),
                received: string.Create(CultureInfo.InvariantCulture, $"{available / 1e6:0} MB"),
                fix: "use a smaller network or, in fine-tuning, train fewer layers (Unfreeze stages:1 or head)");
        }

        var parts = (batch + fits - 1) / fits;
        var part = (batch + parts - 1) / parts;
        var result = options.LearnsStatistics ? "; batch normalization uses the statistics of each part" : ", with the same result";
        return new MemoryPlan(part, parts * options.GradientAccumulationSteps, parts == 1 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"Batches of {batch} images do not fit into memory; each is split into {parts} parts of {part}{result}."));
    }
}
