using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>A network, its images and what is trained of it: all that a training needs before its first step.</summary>
internal sealed class PreparedTraining : IDisposable
{
    /// <summary>The network.</summary>
    public required GraphModule Module { get; init; }

    /// <summary>What is trained, and how fast.</summary>
    public required IReadOnlyList<ParameterGroup> Groups { get; init; }

    /// <summary>The training images.</summary>
    public required ITrainingSource Training { get; init; }

    /// <summary>The validation images.</summary>
    public required ITrainingSource Validation { get; init; }

    /// <summary>How to train.</summary>
    public required TrainingLoopOptions Options { get; init; }

    /// <summary>What else is held until the end, or null.</summary>
    public IDisposable? Held { get; init; }

    /// <summary>Numbers that training changes.</summary>
    public long TrainableParameters => Groups.Sum(group => group.Weights.Sum(weight => weight.Value.numel()));

    /// <summary>Trains to the end.</summary>
    /// <param name="classNames">The classes.</param>
    /// <param name="progress">Told after each batch, or null.</param>
    /// <param name="cancellationToken">Stops at the next batch.</param>
    public TrainingOutcome Train(IReadOnlyList<string> classNames, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        new TrainingLoop(Module, Groups, Training, new Validator(Module, Validation, classNames), Options).Run(progress, cancellationToken);

    /// <summary>Tries learning rates; the weights are of no use afterwards.</summary>
    /// <param name="finder">Says which rates.</param>
    /// <param name="steps">How many steps it takes at most, for progress.</param>
    /// <param name="progress">Told after each batch, or null.</param>
    /// <param name="cancellationToken">Stops at the next batch.</param>
    public void TryRates(LearningRateFinder finder, int steps, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        NativeSettings.UseThreads(Options.Threads);
        using var reuse = AllocatorScope.Start();
        using var step = new TrainingStep(Module, Groups, Training.Labels, Options);
        using var batches = Batches(progress, cancellationToken).GetEnumerator();
        var done = 0;
        finder.Run(rate =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            batches.MoveNext();
            var loss = step.AddGradients(batches.Current(), 1, random: null);
            step.Update(rate / Groups[0].LearningRate);
            progress?.Report(new TrainingProgress("learning rates", ++done, steps, "steps"));
            return loss;
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Training.Dispose();
        Validation.Dispose();
        Held?.Dispose();
        Module.Dispose();
    }

    private IEnumerable<Func<TrainingBatch>> Batches(IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        for (var epoch = 1; ; epoch++)
        {
            Training.Prepare(epoch, progress, cancellationToken);
            var order = EpochOrder.Make(Training.Labels, Options.Requested.ClassBalancing, Options.Requested.Seed, epoch);

            // A batch that is cut short at the end of an epoch would be measured with another noise.
            var whole = order.Length < Options.Memory.BatchSize ? order.Length : order.Length / Options.Memory.BatchSize * Options.Memory.BatchSize;
            foreach (var batch in Training.Read(order[..whole], epoch, cancellationToken))
            {
                yield return batch;
            }
        }
    }
}

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
