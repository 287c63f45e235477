namespace MlNetCnn.Training;

/// <summary>One thing that training needs of a machine, or can use; see <see cref="TrainingEnvironment.Check"/>.</summary>
/// <param name="Name">What it is: <see cref="TrainingEnvironment.LibTorch"/>, <see cref="TrainingEnvironment.Convolutions"/> or
/// <see cref="TrainingEnvironment.GraphicsCard"/>.</param>
/// <param name="Detail">What was found, in a few words without a full stop; where it does not work, why.</param>
/// <param name="Error">Why it does not work, or null where it does. <c>ENV_LIBTORCH</c> where libtorch does not load.</param>
public sealed record TrainingFinding(string Name, string Detail, Exception? Error = null)
{
    /// <summary>Whether it works.</summary>
    public bool IsUsable => Error is null;
}
