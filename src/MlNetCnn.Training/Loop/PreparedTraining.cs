using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>A network, its images and its trained weights: everything that training needs before its first step.</summary>
internal sealed class PreparedTraining : IDisposable
{
    /// <summary>The network.</summary>
    public required GraphModule Module { get; init; }

    /// <summary>The trained weights and their learning rates.</summary>
    public required IReadOnlyList<ParameterGroup> Groups { get; init; }

    /// <summary>The training images.</summary>
    public required ITrainingSource Training { get; init; }

    /// <summary>The validation images.</summary>
    public required ITrainingSource Validation { get; init; }

    /// <summary>The settings of the training.</summary>
    public required TrainingLoopOptions Options { get; init; }

    /// <summary>Another object to dispose at the end, or null.</summary>
    public IDisposable? Held { get; init; }

    /// <summary>The number of trained parameters.</summary>
    public long TrainableParameters => Groups.Sum(group => group.Weights.Sum(weight => weight.Value.numel()));

    /// <summary>Trains to the end.</summary>
    /// <param name="classNames">The classes.</param>
    /// <param name="progress">Receives progress after each batch, or null.</param>
    /// <param name="cancellationToken">Cancels the operation at the next batch.</param>
    public TrainingOutcome Train(IReadOnlyList<string> classNames, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        new TrainingLoop(Module, Groups, Training, new Validator(Module, Validation, classNames), Options).Run(progress, cancellationToken);

    /// <summary>Runs the learning-rate range test; the weights are invalid afterwards.</summary>
    /// <param name="finder">Chooses the rates.</param>
    /// <param name="steps">The maximum number of steps, for progress.</param>
    /// <param name="progress">Receives progress after each batch, or null.</param>
    /// <param name="cancellationToken">Cancels the operation at the next batch.</param>
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

            // A smaller batch at the end of an epoch would be measured with a different noise.
            var whole = order.Length < Options.Memory.BatchSize ? order.Length : order.Length / Options.Memory.BatchSize * Options.Memory.BatchSize;
            foreach (var batch in Training.Read(order[..whole], epoch, cancellationToken))
            {
                yield return batch;
            }
        }
    }
}
