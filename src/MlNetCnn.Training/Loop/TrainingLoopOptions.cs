using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>How a network is trained, once everything is chosen.</summary>
internal sealed record TrainingLoopOptions
{
    /// <summary>The seed of every random choice.</summary>
    public required int Seed { get; init; }

    /// <summary>Threads that libtorch computes with.</summary>
    public required int Threads { get; init; }

    /// <summary>Passes over the pictures.</summary>
    public required int Epochs { get; init; }

    /// <summary>Pictures in a batch, as the source gives them.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Batches whose gradients are averaged before weights change.</summary>
    public required int GradientAccumulationSteps { get; init; }

    /// <summary>Classes there are.</summary>
    public required int ClassCount { get; init; }

    /// <summary>How gradients become changes of weights.</summary>
    public required OptimizerKind Optimizer { get; init; }

    /// <summary>The momentum of SGD.</summary>
    public required double Momentum { get; init; }

    /// <summary>How the learning rates move.</summary>
    public required ScheduleKind Schedule { get; init; }

    /// <summary>The part of the training over which the rates rise.</summary>
    public required double WarmupFraction { get; init; }

    /// <summary>What is done about classes of unequal size.</summary>
    public required ClassBalancing ClassBalancing { get; init; }

    /// <summary>The largest norm of the gradients, or 0.</summary>
    public required double GradientClipNorm { get; init; }

    /// <summary>The decay of the average of the weights, or 0.</summary>
    public required double EmaDecay { get; init; }

    /// <summary>Whether batch normalisation learns statistics.</summary>
    public required bool TrainStatistics { get; init; }

    /// <summary>The type in which layers compute, or null for float32.</summary>
    public required ScalarType? Precision { get; init; }

    /// <summary>What decides which epoch was the best.</summary>
    public required MonitoredMetric MonitoredMetric { get; init; }

    /// <summary>Epochs that may be worse than the best one before training ends.</summary>
    public required int Patience { get; init; }

    /// <summary>Where the state is kept after each epoch, or null.</summary>
    public required string? CheckpointPath { get; init; }

    /// <summary>What must be the same for a checkpoint to be gone on with: names and values.</summary>
    public required IReadOnlyDictionary<string, string> Identity { get; init; }

    /// <summary>Whether to go on where the checkpoint stands.</summary>
    public required bool Resume { get; init; }

    /// <summary>What the last digits depend on, as <see cref="TrainedClassifier.Arithmetic"/>.</summary>
    public required IReadOnlyDictionary<string, string> Arithmetic { get; init; }

    /// <summary>Called after each epoch, or null.</summary>
    public required Action<EpochEnd>? OnEpochEnd { get; init; }

    /// <summary>Binds the user's options to what was chosen for this network and these images.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="epochs">Passes over the pictures.</param>
    /// <param name="memory">The batches.</param>
    /// <param name="classCount">Classes there are.</param>
    /// <param name="trainStatistics">Whether batch normalisation learns statistics.</param>
    /// <param name="precision">The type in which layers compute, or null for float32.</param>
    /// <param name="identity">What must be the same for a checkpoint to be gone on with.</param>
    public static TrainingLoopOptions Of(
        TrainingOptions options,
        int epochs,
        MemoryPlan memory,
        int classCount,
        bool trainStatistics,
        ScalarType? precision,
        IReadOnlyDictionary<string, string> identity) => new()
        {
            Seed = options.Seed,
            Threads = MachineResources.Threads(options.Threads),
            Epochs = epochs,
            BatchSize = memory.BatchSize,
            GradientAccumulationSteps = memory.GradientAccumulationSteps,
            ClassCount = classCount,
            Optimizer = options.Optimizer,
            Momentum = options.Momentum,
            Schedule = options.Schedule,
            WarmupFraction = options.WarmupFraction,
            ClassBalancing = options.ClassBalancing,
            GradientClipNorm = options.GradientClipNorm,
            EmaDecay = options.EmaDecay,
            TrainStatistics = trainStatistics,
            Precision = precision,
            MonitoredMetric = options.MonitoredMetric,
            Patience = options.PatienceFor(epochs),
            CheckpointPath = options.CheckpointPath,
            Resume = options.Resume,
            Identity = identity,
            Arithmetic = Processor.Arithmetic(MachineResources.Threads(options.Threads)),
            OnEpochEnd = options.OnEpochEnd,
        };
}
