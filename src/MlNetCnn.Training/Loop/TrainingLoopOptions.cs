using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>How a network is trained, once everything is chosen.</summary>
/// <param name="Requested">What the user asked for.</param>
/// <param name="Epochs">Passes over the images.</param>
/// <param name="Memory">The batches.</param>
/// <param name="ClassCount">Classes there are.</param>
/// <param name="TrainStatistics">Whether batch normalization learns statistics.</param>
/// <param name="Precision">The type in which layers compute, or null for float32.</param>
/// <param name="Identity">What must be the same for a checkpoint to be resumed: names and values.</param>
internal sealed record TrainingLoopOptions(
    TrainingOptions Requested,
    int Epochs,
    MemoryPlan Memory,
    int ClassCount,
    bool TrainStatistics,
    ScalarType? Precision,
    IReadOnlyDictionary<string, string> Identity)
{
    /// <summary>Threads that libtorch computes with.</summary>
    public int Threads { get; } = MachineResources.Threads(Requested.Threads);

    /// <summary>What the last digits depend on, as <see cref="TrainedClassifier.Arithmetic"/>.</summary>
    public IReadOnlyDictionary<string, string> Arithmetic { get; } = Processor.Arithmetic(MachineResources.Threads(Requested.Threads));
}
