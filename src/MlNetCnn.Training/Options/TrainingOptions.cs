using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;

namespace MlNetCnn.Training;

/// <summary>Options of training a network, pretrained or not; where the defaults differ, each property states them.</summary>
public abstract record TrainingOptions
{
    private protected TrainingOptions(int batchSize, OptimizerKind optimizer, ScheduleKind schedule, double weightDecay)
    {
        BatchSize = batchSize;
        Optimizer = optimizer;
        Schedule = schedule;
        WeightDecay = weightDecay;
    }

    /// <summary>The seed of every random choice.</summary>
    /// <value>1.</value>
    [ResumeKey("seed")]
    public int Seed { get; init; } = 1;

    /// <summary>The number of threads, 0..1024; 0 for one per core. More than four per core are never used.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>How images of any shape are resized to the network's input.</summary>
    /// <value><see cref="ResizeMode.Crop"/>.</value>
    public ResizeMode Resize { get; init; } = ResizeMode.Crop;

    /// <summary>
    /// The factor by which ML.NET's ResizeImages renders an image larger than the input, before the graph reduces it, 1..4; null for the smallest
    /// factor, at most 3, at which three of four training images are not reduced when rendered. Larger images benefit from a larger factor, but every
    /// image then takes longer in a plain ML.NET application.
    /// </summary>
    /// <value>Null.</value>
    [Range(MlNetCnn.Imaging.ResizeFactor.Min, MlNetCnn.Imaging.ResizeFactor.Max)]
    public double? ResizeFactor { get; init; }

    /// <summary>The options of the image decoder.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;

    /// <summary>The maximum fraction of the listed images that may be rejected before the run ends with an error, 0..1.</summary>
    /// <value>0.05.</value>
    [Range(0.0, 1.0)]
    public double MaxRejectedFraction { get; init; } = 0.05;

    /// <summary>The number of images in a batch, 1..4096; at most the number of training images.</summary>
    /// <value>16 for fine-tuning, 32 from scratch.</value>
    [Range(1, 4096)]
    [Display(GroupName = "Optimization", Description = "Images per batch.")]
    public int BatchSize { get; init; }

    /// <summary>The optimizer.</summary>
    /// <value><see cref="OptimizerKind.AdamW"/> for fine-tuning, <see cref="OptimizerKind.Sgd"/> from scratch.</value>
    [Display(GroupName = "Optimization", Description = "Optimizer.")]
    [ResumeKey("optimizer")]
    public OptimizerKind Optimizer { get; init; }

    /// <summary>The highest learning rate, in fine-tuning that of the head; above 0 and at most 10; null for a rate that suits the optimizer and the
    /// network.</summary>
    /// <value>Null. In fine-tuning that is 0.0005 for Adam and AdamW, 0.005 for SGD; from scratch 0.002 for Adam and AdamW, and for SGD 0.05 per 32
    /// images of a batch, or 0.0025 if the network has ReLUs and no normalization (<c>alexnet</c>, <c>vgg</c>, <c>mlp</c>).</value>
    [Range(0.0, 10.0, MinimumIsExclusive = true)]
    [Display(
        GroupName = "Optimization",
        Description = "Peak learning rate (of the head in fine-tuning).",
        Prompt = "0.0005 (finetune) or 0.05 (scratch), by optimizer and network")]
    [ResumeKey("learning-rate")]
    public double? LearningRate { get; init; }

    /// <summary>The learning-rate schedule.</summary>
    /// <value><see cref="ScheduleKind.Cosine"/> for fine-tuning, <see cref="ScheduleKind.OneCycle"/> from scratch.</value>
    [Display(GroupName = "Optimization", Description = "Learning rate schedule.")]
    public ScheduleKind Schedule { get; init; }

    /// <summary>The fraction of the training over which <see cref="ScheduleKind.Cosine"/> rises, 0..0.9.</summary>
    /// <value>0.1.</value>
    [Range(0.0, 0.9)]
    public double WarmupFraction { get; init; } = 0.1;

    /// <summary>The weight decay, 0..1; biases and the weights of normalizations do not decay.</summary>
    /// <value>0.01 for fine-tuning, 0.0005 from scratch.</value>
    [Range(0.0, 1.0)]
    [Display(GroupName = "Optimization", Description = "Weight decay; biases and normalization layers are exempt.")]
    [ResumeKey("weight-decay")]
    public double WeightDecay { get; init; }

    /// <summary>The momentum of <see cref="OptimizerKind.Sgd"/>, at least 0 and below 1.</summary>
    /// <value>0.9.</value>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    [ResumeKey("momentum")]
    public double Momentum { get; init; } = 0.9;

    /// <summary>The label smoothing factor, at least 0 and below 1: the fraction of the target that is distributed equally among all classes.</summary>
    /// <value>0.1.</value>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    [Display(GroupName = "Regularization", Description = "Label smoothing factor.")]
    [ResumeKey("label-smoothing")]
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>How classes of different sizes are balanced.</summary>
    /// <value><see cref="MlNetCnn.Training.ClassBalancing.None"/>.</value>
    [Display(GroupName = "Regularization", Description = "Balance unequal classes by loss weights or sampling.")]
    [ResumeKey("class-balance")]
    public ClassBalancing ClassBalancing { get; init; }

    /// <summary>The random augmentation of the training images; null for <see cref="Augmentation.Standard"/> without the changes that alter labels on
    /// this dataset.</summary>
    /// <value>Null.</value>
    public Augmentation? Augmentation { get; init; }

    /// <summary>How images of a batch are mixed with each other.</summary>
    /// <value>No mixing.</value>
    public BatchMixingOptions Mixing { get; init; } = new();

    /// <summary>The maximum norm of all gradients together; larger gradients are scaled down to it. 0 disables clipping.</summary>
    /// <value>0.</value>
    [Range(0.0, double.PositiveInfinity, MaximumIsExclusive = true)]
    [Display(GroupName = "Optimization", Description = "Clip the gradient to this L2 norm; 0 disables clipping.")]
    [ResumeKey("gradient-clip")]
    public double GradientClipNorm { get; init; }

    /// <summary>The number of batches whose gradients are averaged before the weights are updated, 1..1024.</summary>
    /// <value>1.</value>
    [Range(1, 1024)]
    [Display(GroupName = "Optimization", Description = "Batches whose gradients are averaged for one step.")]
    public int GradientAccumulationSteps { get; init; } = 1;

    /// <summary>
    /// The decay of an exponential moving average of the weights, which is then measured and kept in place of the weights, at least 0 and below 1.
    /// </summary>
    /// <value>0: no average.</value>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    [Display(GroupName = "Optimization", Description = "Decay of a moving average of the weights, typically 0.999; 0 disables it.")]
    [ResumeKey("ema")]
    public double EmaDecay { get; init; }

    /// <summary>The type in which layers compute in training.</summary>
    /// <value><see cref="TrainingPrecision.Auto"/>.</value>
    [Display(GroupName = "Performance", Description = "Numeric type of the layers; auto is bf16 where the processor supports it.")]
    public TrainingPrecision Precision { get; init; }

    /// <summary>The device for training.</summary>
    /// <value><see cref="TrainingDevice.Auto"/>.</value>
    [Display(GroupName = "Performance", Description = "Device to train on.")]
    public TrainingDevice Device { get; init; }

    /// <summary>The validation metric that selects the best epoch.</summary>
    /// <value><see cref="MonitoredMetric.Accuracy"/>.</value>
    [Display(GroupName = "Optimization", Description = "Validation metric that selects the best epoch.")]
    [ResumeKey("metric")]
    public MonitoredMetric MonitoredMetric { get; init; }

    /// <summary>The number of consecutive epochs without improvement after which training stops, at least 1; null to choose it automatically.</summary>
    /// <value>Null: in fine-tuning half of all epochs, at least 8, because the best weights mostly come after the learning rate has fallen; from
    /// scratch all epochs, because few validation images cannot show that nothing better follows.</value>
    [Range(1, int.MaxValue)]
    [Display(
        GroupName = "Optimization",
        Description = "Stop after this many epochs without improvement.",
        Prompt = "half of the epochs, at least 8 (finetune), all epochs (scratch)")]
    public int? Patience { get; init; }

    /// <summary>Returns the patience for a number of epochs.</summary>
    /// <param name="epochs">The number of passes over the training images.</param>
    internal virtual int PatienceFor(int epochs) => Patience ?? Math.Max(8, (epochs + 1) / 2);

    /// <summary>
    /// Whether scores are calibrated: logits are divided by a temperature fitted on the validation images, so that about four of five images with a
    /// score of 0.8 are classified correctly. The most probable class stays the same.
    /// </summary>
    /// <value>False.</value>
    public bool Calibrate { get; init; }

    /// <summary>Where decoded images and the outputs of frozen layers are cached between epochs.</summary>
    /// <value><see cref="DataCaching.Auto"/>.</value>
    [Display(GroupName = "Performance", Description = "Where decoded images and frozen-layer outputs are kept; auto prefers memory.")]
    public DataCaching DataCaching { get; init; } = DataCaching.Auto;

    /// <summary>The maximum size of this cache in memory, in bytes; 0 for half of the memory available to the process.</summary>
    /// <value>0.</value>
    [Range(0, double.PositiveInfinity)]
    public long MemoryBudgetBytes { get; init; }

    /// <summary>The file to which the training state is saved after each epoch; null to save none.</summary>
    /// <value>Null.</value>
    public string? CheckpointPath { get; init; }

    /// <summary>Whether to resume from <see cref="CheckpointPath"/>; if there is no such file, training starts from the beginning.</summary>
    /// <value>False.</value>
    public bool Resume { get; init; }

    /// <summary>
    /// Logs each choice before training starts: one sentence at level Information, or at level Warning if it differs from the options. Null disables
    /// logging.
    /// </summary>
    /// <value>Null.</value>
    public ILogger? Logger { get; init; }

    /// <summary>
    /// Called after each epoch, on the training thread; or null. It may stop the training and set the learning rate of the next epoch. If it throws,
    /// training ends, and the checkpoint of the epoch remains.
    /// </summary>
    /// <value>Null.</value>
    public Action<EpochEnd>? OnEpochEnd { get; init; }

    /// <summary>The resize factor, after it has been chosen.</summary>
    internal double ResolvedResizeFactor => ResizeFactor ?? throw new InvalidOperationException("The resize factor has not been chosen yet.");

    /// <summary>Returns what the network reads of each image.</summary>
    /// <param name="width">Width of the network's input, in pixels.</param>
    /// <param name="height">Height of the network's input, in pixels.</param>
    internal ImageInput Input(int width, int height) => new(width, height, Resize, ResolvedResizeFactor);

    /// <summary>Returns the options for reading images.</summary>
    /// <param name="width">Width of the network's input, in pixels.</param>
    /// <param name="height">Height of the network's input, in pixels.</param>
    /// <param name="batchSize">The number of images in a batch.</param>
    /// <param name="changes">The random augmentation.</param>
    internal ImageBatchLoaderOptions ToLoaderOptions(int width, int height, int batchSize, Augmentation changes) => new()
    {
        Width = width,
        Height = height,
        BatchSize = batchSize,
        Resize = Resize,
        ResizeFactor = ResolvedResizeFactor,
        DataCaching = DataCaching,
        MemoryBudgetBytes = MemoryBudgetBytes,
        Threads = Threads,
        Augmentation = changes,
        Seed = Seed,
        Decoder = Decoder,
    };

    /// <summary>Whether batch normalization learns statistics, which requires batches of at least two images.</summary>
    internal abstract bool LearnsStatistics { get; }

    /// <summary>Validates all options; every training does this first.</summary>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>; or the augmentation is not valid for this kind of training.</exception>
    public virtual void Validate()
    {
        Augmentation?.Validate();
        OptionChecks.Validate(this,
            (nameof(BatchSize), BatchSize > 1 || !LearnsStatistics, "at least 2, because batch normalization learns statistics: one image has no variance"));
    }
}

/// <summary>Marks an option that must match for a checkpoint to be resumed.</summary>
/// <param name="key">The key in checkpoints, which does not follow the name of the property.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ResumeKeyAttribute(string key) : Attribute
{
    /// <summary>The key in checkpoints.</summary>
    public string Key => key;
}
