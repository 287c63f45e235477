using System.Globalization;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Sees to it that a step of training fits into memory, because the system ends a process that takes too much without a word.</summary>
/// <param name="BatchSize">Images computed at a time.</param>
/// <param name="GradientAccumulationSteps">How many of these make one step.</param>
/// <param name="Explanation">What was changed, or null.</param>
internal sealed record MemoryPlan(int BatchSize, int GradientAccumulationSteps, string? Explanation)
{
    // Each layer's output is kept for the way back; its gradient and the kernels' own memory come on top.
    private const double CopiesOfActivations = 2.5;

    private const double MemoryFraction = 0.6;

    /// <summary>Splits batches that are too large into parts.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="trainingImages">Training images there are.</param>
    /// <param name="activations">Numbers that are kept of one image.</param>
    /// <param name="precision">The type in which layers compute, or null for float32.</param>
    /// <param name="available">Bytes that the process may take.</param>
    /// <exception cref="MlNetCnnException"><c>ENV_MEMORY</c>: not even one image fits, or two where batch normalisation learns statistics.</exception>
    public static MemoryPlan Make(TrainingOptions options, int trainingImages, long activations, ScalarType? precision, long available)
    {
        var batch = Math.Min(options.BatchSize, trainingImages);
        var bytes = activations * CopiesOfActivations * (precision is null ? sizeof(float) : sizeof(ushort));
        var fits = (int)Math.Min(int.MaxValue, available * MemoryFraction / Math.Max(1, bytes));
        var min = options.LearnsStatistics ? 2 : 1;
        if (fits < min)
        {
            var few = min == 1 ? "one image" : "the two images that batch normalisation needs";
            throw new MlNetCnnException(
                ErrorKind.Environment, ErrorCodes.EnvironmentMemory, $"training does not fit into memory, not even {few} at a time",
                expected: string.Create(CultureInfo.InvariantCulture, $"about {min * bytes / 1e6 / MemoryFraction:0} MB"),
                received: string.Create(CultureInfo.InvariantCulture, $"{available / 1e6:0} MB"),
                fix: "use a smaller network or, in fine-tuning, train fewer layers (Unfreeze stages:1 or head)");
        }

        var parts = (batch + fits - 1) / fits;
        var part = (batch + parts - 1) / parts;
        var result = options.LearnsStatistics ? "; batch normalisation takes the statistics of each part" : ", with the same result";
        return new MemoryPlan(part, parts * options.GradientAccumulationSteps, parts == 1 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"Batches of {batch} images do not fit into memory; each is computed in {parts} parts of {part}{result}."));
    }
}
