namespace MlNetCnn.Training;

/// <summary>The result of one check of the machine; see <see cref="TrainingEnvironment.Check"/>.</summary>
/// <param name="Name">The name of the check: <see cref="TrainingEnvironment.LibTorch"/>, <see cref="TrainingEnvironment.Convolutions"/> or
/// <see cref="TrainingEnvironment.GraphicsCard"/>.</param>
/// <param name="Detail">What was found, in a few words without a period; if the check failed, the reason.</param>
/// <param name="Error">The error, or null if the check passed. <c>ENV_LIBTORCH</c> if libtorch does not load.</param>
public sealed record TrainingFinding(string Name, string Detail, Exception? Error = null)
{
    /// <summary>Whether the check passed.</summary>
    public bool IsUsable => Error is null;
}
