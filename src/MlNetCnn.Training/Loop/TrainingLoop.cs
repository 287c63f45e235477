using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Trains a network epoch by epoch and keeps the weights of the best epoch.</summary>
/// <param name="module">The network; weights without a gradient stay unchanged.</param>
/// <param name="groups">The trained weights and their learning rates.</param>
/// <param name="training">The training images.</param>
/// <param name="validator">Measures each epoch.</param>
/// <param name="options">The settings of the training.</param>
internal sealed class TrainingLoop(
    GraphModule module, IReadOnlyList<ParameterGroup> groups, ITrainingSource training, Validator validator, TrainingLoopOptions options)
{
    private const int DropoutStream = 0x64726F70;
    private const double Divergence = 3;

    private readonly List<EpochRecord> _history = [];
    private readonly List<string> _warnings = [];
    private readonly EarlyStopping _stopping = new(options.Requested.MonitoredMetric, options.Requested.PatienceFor(options.Epochs), validator.ImageCount);

    /// <summary>Trains on the calling thread, to which libtorch's settings apply.</summary>
    /// <param name="progress">Receives progress after each batch, or null.</param>
    /// <param name="cancellationToken">Cancels the operation at the next batch; the last checkpoint remains.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public TrainingOutcome Run(IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        NativeSettings.UseThreads(options.Threads);
        using var memory = AllocatorScope.Start();
        var stepsPerEpoch = StepsPerEpoch();
        using var step = new TrainingStep(module, groups, training.Labels, options);
        using var average = options.Requested.EmaDecay > 0 ? new ModelEma([.. module.State], options.Requested.EmaDecay) : null;
        using var best = new WeightCopy(module.State);
        var schedule = new LearningRateSchedule(options.Requested.Schedule, options.Epochs * stepsPerEpoch, stepsPerEpoch, options.Requested.WarmupFraction);
        var state = new CheckpointState
        {
            Weights = [.. module.State], Best = best, Optimizer = step.Optimizer, Schedule = schedule, Average = average,
        };
        Begin(state, progress, cancellationToken);
        for (var epoch = _history.Count; epoch <= options.Epochs && !_stopping.ShouldStop && !state.IsStopped; epoch++)
        {
            var clock = Stopwatch.StartNew();
            var factor = state.NextRate / groups[0].LearningRate;
            var (loss, problem) = Train(epoch, step, steps => factor ?? schedule.FactorAt(steps), average, progress, cancellationToken);
            if (problem is not null)
            {
                _warnings.Add(problem);
                break;
            }

            using (average?.Swap())
            {
                var rate = groups[0].LearningRate * (factor ?? schedule.FactorAt((int)Math.Max(0, step.Optimizer.Steps - 1)));
                Take(Record(epoch, loss, rate, clock, progress, cancellationToken), best, schedule);
            }

            try
            {
                Tell(state, progress, groups[0].LearningRate * schedule.FactorAt((int)step.Optimizer.Steps));
            }
            finally
            {
                SaveState(state);
            }
        }

        best.Restore();
        if (HasDiverged())
        {
            _warnings.Add(
                "training diverged: the loss on the training images grew far beyond that of random guessing; use a lower learning rate or clip the gradients "
                    + "(GradientClipNorm 1)");
        }

        return new TrainingOutcome(_history, validator.IsEmpty ? _history[^1] : _stopping.Best ?? _history[0], _warnings, options.Arithmetic);
    }

    /// <summary>Reports the last epoch and lets the user intervene.</summary>
    private void Tell(CheckpointState state, IProgress<TrainingProgress>? progress, double scheduledRate)
    {
        var record = _history[^1];
        var end = new EpochEnd(record, _stopping.Best, options.Epochs, scheduledRate);
        try
        {
            options.Requested.OnEpochEnd?.Invoke(end);
        }
        finally
        {
            // The end of an epoch is reported only once, so its decisions must survive an interruption.
            (state.NextRate, state.IsStopped) = (end.NextRate, end.Stop);
        }

        var isLast = end.Stop || _stopping.ShouldStop || record.Epoch == options.Epochs;
        progress?.Report(new TrainingProgress("training", record.Epoch, isLast ? record.Epoch : options.Epochs, "epochs")
        {
            Epoch = record, BestEpoch = _stopping.Best, Remaining = isLast ? TimeSpan.Zero : Remaining(record.Epoch, 0, 0),
        });
    }

    /// <summary>Estimates the time of all remaining epochs from the mean of those so far.</summary>
    private TimeSpan? Remaining(int epoch, double done, double seconds)
    {
        var past = _history.Where(record => record.Epoch > 0).Select(record => record.Seconds).ToList();
        var whole = past.Count > 0 ? past.Average() : done > 0 ? seconds / done : double.NaN;
        return double.IsNaN(whole) ? null
            : TimeSpan.FromSeconds(Math.Max(0, whole * (options.Epochs - epoch)) + (done > 0 ? Math.Max(0, whole * (1 - done)) : 0));
    }

    // The loss of random guessing is that of equal probabilities for all classes.
    private bool HasDiverged() =>
        _history[^1].TrainingLoss > Divergence * Math.Log(Math.Max(2, options.ClassCount))
        && _history[^1].TrainingLoss > Divergence * _history.Skip(1).Min(record => record.TrainingLoss);

    private void Begin(CheckpointState state, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        if (options.Requested is { Resume: true, CheckpointPath: { } path } && File.Exists(path))
        {
            var (history, otherArithmetic) = state.Load(path, options.Identity, options.Arithmetic);
            _history.AddRange(history);
            if (otherArithmetic is not null)
            {
                _warnings.Add(otherArithmetic);
            }

            foreach (var record in _history)
            {
                _stopping.Report(record);
            }

            return;
        }

        // Every epoch must do better than the head that was fitted on frozen features.
        var first = Record(0, double.NaN, 0, Stopwatch.StartNew(), progress, cancellationToken);
        _history.Add(first);
        _stopping.Report(first);
        SaveState(state);
        progress?.Report(new TrainingProgress("training", 0, options.Epochs, "epochs") { Epoch = first, BestEpoch = _stopping.Best });
    }

    private void SaveState(CheckpointState state)
    {
        if (options.Requested.CheckpointPath is { } path)
        {
            state.Save(path, options.Identity, options.Arithmetic, _history);
        }
    }

    private void Take(EpochRecord record, WeightCopy best, LearningRateSchedule schedule)
    {
        // Without validation images the best epoch is unknown; the last one has been trained longest.
        if (validator.IsEmpty || _stopping.Improves(record))
        {
            best.Capture();
        }

        _stopping.Report(record);
        _history.Add(record);
        var (metric, higherIsBetter) = options.Requested.MonitoredMetric switch
        {
            MonitoredMetric.Accuracy => (record.ValidationAccuracy, true),
            MonitoredMetric.MacroF1 => (record.ValidationMacroF1, true),
            _ => (record.ValidationLoss, false),
        };
        schedule.Report(metric, higherIsBetter);
    }

    private EpochRecord Record(
        int epoch, double loss, double rate, Stopwatch clock, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var report = validator.Measure(progress, cancellationToken);
        return new EpochRecord(
            epoch, loss, report?.LogLoss ?? double.NaN, report?.Accuracy ?? double.NaN, report?.MacroF1 ?? double.NaN, rate,
            clock.Elapsed.TotalSeconds);
    }

    private (double Loss, string? Problem) Train(
        int epoch,
        TrainingStep step,
        Func<int, double> factorAt,
        ModelEma? average,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        training.Prepare(epoch, progress, cancellationToken);
        var order = Order(epoch);
        using var random = new Generator(SeededRandom.At(options.Requested.Seed, DropoutStream, epoch).NextBits() >> 1, module.Device);
        var (seen, sum, batches) = (0, 0.0, 0);
        step.Optimizer.ZeroGradients();
        foreach (var read in training.Read(order, epoch, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = read();
            var loss = step.AddGradients(batch, Fraction(batch.Images.Length, seen, order.Length), random);
            batches++;
            if (!float.IsFinite(loss))
            {
                return (loss, NotFinite(loss, epoch, batches, batch.Images));
            }

            seen += batch.Images.Length;
            sum += loss * batch.Images.Length;
            if (batches % options.Memory.GradientAccumulationSteps == 0 || seen == order.Length)
            {
                step.Update(factorAt((int)step.Optimizer.Steps));
                average?.Update();
            }

            var stage = string.Create(CultureInfo.InvariantCulture, $"epoch {epoch} of {options.Epochs}");
            progress?.Report(new TrainingProgress(stage, seen, order.Length, "images")
            {
                Remaining = Remaining(epoch, (double)seen / order.Length, clock.Elapsed.TotalSeconds),
            });
        }

        return (sum / Math.Max(1, seen), null);
    }

    private int[] Order(int epoch)
    {
        var order = EpochOrder.Make(training.Labels, options.Requested.ClassBalancing, options.Requested.Seed, epoch);

        // A last batch of one image has no variance; another epoch leaves out another image.
        return options.TrainStatistics && order.Length > 1 && order.Length % options.Memory.BatchSize == 1 ? order[..^1] : order;
    }

    /// <summary>Returns the fraction of a step's images that are in a batch, so that the gradient is that of all images of the step together.</summary>
    private float Fraction(int count, int before, int total)
    {
        var window = options.Memory.BatchSize * options.Memory.GradientAccumulationSteps;
        var start = before / window * window;
        return (float)count / Math.Min(window, total - start);
    }

    private int StepsPerEpoch()
    {
        var shown = Order(1).Length;
        var window = options.Memory.BatchSize * options.Memory.GradientAccumulationSteps;
        return Math.Max(1, (shown + window - 1) / window);
    }

    private string NotFinite(float value, int epoch, int batch, int[] images)
    {
        var state = float.IsNaN(value) ? "NaN" : "infinite";
        var names = string.Join(", ", images.Take(3).Select(i => $"'{training.Paths[i]}'")) + (images.Length > 3 ? ", ..." : "");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the loss became {state} in epoch {epoch} at batch {batch} ({names}); training stopped with the best weights so far; use a lower learning rate "
                + $"or clip the gradients (GradientClipNorm 1)");
    }
}

/// <summary>The result of a training; the network has the weights of the best epoch.</summary>
/// <param name="History">All epochs, starting with the state before the first one.</param>
/// <param name="Best">The epoch whose weights were kept.</param>
/// <param name="Warnings">Warnings, a sentence each.</param>
/// <param name="Arithmetic">The settings that affect the last digits of results, as in <see cref="TrainedClassifier.Arithmetic"/>.</param>
internal sealed record TrainingOutcome(
    IReadOnlyList<EpochRecord> History, EpochRecord Best, IReadOnlyList<string> Warnings, IReadOnlyDictionary<string, string> Arithmetic);

/// <summary>The settings of a training, after everything has been chosen.</summary>
/// <param name="Requested">The options that the user requested.</param>
/// <param name="Epochs">The number of passes over the images.</param>
/// <param name="Memory">The batch sizes.</param>
/// <param name="ClassCount">The number of classes.</param>
/// <param name="TrainStatistics">Whether batch normalization learns statistics.</param>
/// <param name="Precision">The type in which layers compute, or null for float32.</param>
/// <param name="Identity">The settings that must match for a checkpoint to be resumed, by name.</param>
internal sealed record TrainingLoopOptions(
    TrainingOptions Requested,
    int Epochs,
    MemoryPlan Memory,
    int ClassCount,
    bool TrainStatistics,
    ScalarType? Precision,
    IReadOnlyDictionary<string, string> Identity)
{
    /// <summary>The number of threads that libtorch uses.</summary>
    public int Threads { get; } = MachineResources.Threads(Requested.Threads);

    /// <summary>The settings that affect the last digits of results, as in <see cref="TrainedClassifier.Arithmetic"/>.</summary>
    public IReadOnlyDictionary<string, string> Arithmetic { get; } = Processor.Arithmetic(MachineResources.Threads(Requested.Threads));
}
