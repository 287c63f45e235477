using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Training;

/// <summary>How a network is trained, whether it was trained before or not; the defaults that differ stand with each property.</summary>
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

    /// <summary>Threads to compute with, 0..1024; 0 for one per core. More than four for each core are not taken.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>How a picture of any shape is made to fit the network's input.</summary>
    /// <value><see cref="ResizeMode.Crop"/>.</value>
    public ResizeMode Resize { get; init; } = ResizeMode.Crop;

    /// <summary>
    /// How many times the input size ML.NET's ResizeImages draws an image before the graph reduces it, 1..4; null for the least factor, at most
    /// 3, at which three of four training images are not shrunk while they are drawn. Larger images gain from a larger one, and every image
    /// takes longer in a stock ML.NET application.
    /// </summary>
    /// <value>Null.</value>
    [Range(MlNetCnn.Imaging.ResizeFactor.Min, MlNetCnn.Imaging.ResizeFactor.Max)]
    public double? ResizeFactor { get; init; }

    /// <summary>What the decoder accepts.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;

    /// <summary>The largest part of the listed images that may be rejected before the run ends with an error, 0..1.</summary>
    /// <value>0.05.</value>
    [Range(0.0, 1.0)]
    public double MaxRejectedFraction { get; init; } = 0.05;

    /// <summary>Images in a batch, 1..4096; as many as there are where there are fewer.</summary>
    /// <value>16 for fine-tuning, 32 from scratch.</value>
    [Range(1, 4096)]
    [Display(GroupName = "Optimization", Description = "Images per batch.")]
    public int BatchSize { get; init; }

    /// <summary>How gradients become changes of weights.</summary>
    /// <value><see cref="OptimizerKind.AdamW"/> for fine-tuning, <see cref="OptimizerKind.Sgd"/> from scratch.</value>
    [Display(GroupName = "Optimization", Description = "Optimizer.")]
    [ResumeKey("optimizer")]
    public OptimizerKind Optimizer { get; init; }

    /// <summary>The highest learning rate, in fine-tuning that of the head; above 0 and at most 10; null for what suits the optimiser and the
    /// network.</summary>
    /// <value>Null. In fine-tuning that is 0.0005 for Adam and AdamW, 0.005 for SGD; from scratch 0.002 for Adam and AdamW, and for SGD
    /// 0.05 for each 32 images of a batch, or 0.0025 where a network has ReLUs and no normalisation (<c>alexnet</c>, <c>vgg</c>, <c>mlp</c>).</value>
    [Range(0.0, 10.0, MinimumIsExclusive = true)]
    [Display(
        GroupName = "Optimization",
        Description = "Peak learning rate (of the head in fine-tuning).",
        Prompt = "0.0005 (finetune) or 0.05 (scratch), by optimizer and network")]
    [ResumeKey("learning-rate")]
    public double? LearningRate { get; init; }

    /// <summary>How the learning rates move.</summary>
    /// <value><see cref="ScheduleKind.Cosine"/> for fine-tuning, <see cref="ScheduleKind.OneCycle"/> from scratch.</value>
    [Display(GroupName = "Optimization", Description = "Learning rate schedule.")]
    public ScheduleKind Schedule { get; init; }

    /// <summary>The part of the training over which <see cref="ScheduleKind.Cosine"/> rises, 0..0.9.</summary>
    /// <value>0.1.</value>
    [Range(0.0, 0.9)]
    public double WarmupFraction { get; init; } = 0.1;

    /// <summary>How much weights are pulled towards zero, 0..1; biases and the weights of normalisations never are.</summary>
    /// <value>0.01 for fine-tuning, 0.0005 from scratch.</value>
    [Range(0.0, 1.0)]
    [Display(GroupName = "Optimization", Description = "Weight decay; biases and normalization layers are exempt.")]
    [ResumeKey("weight-decay")]
    public double WeightDecay { get; init; }

    /// <summary>The momentum of <see cref="OptimizerKind.Sgd"/>, 0 up to, but not reaching, 1.</summary>
    /// <value>0.9.</value>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    [ResumeKey("momentum")]
    public double Momentum { get; init; } = 0.9;

    /// <summary>What is taken from the right class and given to all alike, 0 up to, but not reaching, 1.</summary>
    /// <value>0.1.</value>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    [Display(GroupName = "Regularization", Description = "Label smoothing factor.")]
    [ResumeKey("label-smoothing")]
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>What is done about classes of unequal size.</summary>
    /// <value><see cref="MlNetCnn.Training.ClassBalancing.None"/>.</value>
    [Display(GroupName = "Regularization", Description = "Balance unequal classes by loss weights or sampling.")]
    [ResumeKey("class-balance")]
    public ClassBalancing ClassBalancing { get; init; }

    /// <summary>Random changes of the training images; null for <see cref="Augmentation.Standard"/> less what changes labels on this set.</summary>
    /// <value>Null.</value>
    public Augmentation? Augmentation { get; init; }

    /// <summary>How images of a batch are mixed with each other.</summary>
    /// <value>Not at all.</value>
    public BatchMixingOptions Mixing { get; init; } = new();

    /// <summary>The largest norm of all gradients together; larger ones are scaled down to it. 0 for no bound.</summary>
    /// <value>0.</value>
    [Range(0.0, double.PositiveInfinity, MaximumIsExclusive = true)]
    [Display(GroupName = "Optimization", Description = "Clip the gradient to this L2 norm; 0 disables clipping.")]
    [ResumeKey("gradient-clip")]
    public double GradientClipNorm { get; init; }

    /// <summary>Batches whose gradients are averaged before weights change, 1..1024.</summary>
    /// <value>1.</value>
    [Range(1, 1024)]
    [Display(GroupName = "Optimization", Description = "Batches whose gradients are averaged for one step.")]
    public int GradientAccumulationSteps { get; init; } = 1;

    /// <summary>
    /// The decay of an exponential moving average of the weights, which is then what is measured and kept, 0 up to, but not reaching, 1.
    /// </summary>
    /// <value>0: none.</value>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    [Display(GroupName = "Optimization", Description = "Decay of a moving average of the weights, typically 0.999; 0 disables it.")]
    [ResumeKey("ema")]
    public double EmaDecay { get; init; }

    /// <summary>In which type layers compute in training.</summary>
    /// <value><see cref="TrainingPrecision.Auto"/>.</value>
    [Display(GroupName = "Performance", Description = "Numeric type of the layers; auto is bf16 where the processor supports it.")]
    public TrainingPrecision Precision { get; init; }

    /// <summary>Where training computes.</summary>
    /// <value><see cref="TrainingDevice.Auto"/>.</value>
    [Display(GroupName = "Performance", Description = "Device to train on.")]
    public TrainingDevice Device { get; init; }

    /// <summary>What decides which epoch was the best.</summary>
    /// <value><see cref="MonitoredMetric.Accuracy"/>.</value>
    [Display(GroupName = "Optimization", Description = "Validation metric that selects the best epoch.")]
    [ResumeKey("metric")]
    public MonitoredMetric MonitoredMetric { get; init; }

    /// <summary>Training ends when this many epochs in a row were not better than the best one, at least 1; null to choose.</summary>
    /// <value>Null: in fine-tuning half of all epochs, at least 8, since the best weights mostly come where the learning rate has fallen; from scratch all
    /// epochs, since few validation images cannot tell that nothing better follows.</value>
    [Range(1, int.MaxValue)]
    [Display(
        GroupName = "Optimization",
        Description = "Stop after this many epochs without improvement.",
        Prompt = "half of the epochs, at least 8 (finetune), all epochs (scratch)")]
    public int? Patience { get; init; }

    /// <summary>The same for a stated number of epochs.</summary>
    /// <param name="epochs">Passes over the training images.</param>
    internal virtual int PatienceFor(int epochs) => Patience ?? Math.Max(8, (epochs + 1) / 2);

    /// <summary>
    /// Whether scores are calibrated: logits are divided by a temperature that is fitted on the validation images, so that of pictures with a
    /// score of 0.8 about four of five are right. The most probable class stays the same.
    /// </summary>
    /// <value>False.</value>
    public bool Calibrate { get; init; }

    /// <summary>Where decoded images and the outputs of frozen layers are between epochs.</summary>
    /// <value><see cref="DataCaching.Auto"/>.</value>
    [Display(GroupName = "Performance", Description = "Where decoded images and frozen-layer outputs are kept; auto prefers memory.")]
    public DataCaching DataCaching { get; init; } = DataCaching.Auto;

    /// <summary>The most memory that they may take, in bytes; 0 for half of what the process may use.</summary>
    /// <value>0.</value>
    [Range(0, double.PositiveInfinity)]
    public long MemoryBudgetBytes { get; init; }

    /// <summary>The file in which the state of training is kept after each epoch, or null to keep none.</summary>
    /// <value>Null.</value>
    public string? CheckpointPath { get; init; }

    /// <summary>Whether to go on where <see cref="CheckpointPath"/> stands; where there is no such file, training begins anew.</summary>
    /// <value>False.</value>
    public bool Resume { get; init; }

    /// <summary>Told in a sentence of each choice that was made, before training starts; or null.</summary>
    /// <value>Null.</value>
    public Action<string>? Log { get; init; }

    /// <summary>
    /// Called after each epoch, on the thread that trains; or null. It may end the training and set the learning rate of the next epoch. What it
    /// throws ends the training, and the checkpoint of the epoch stays.
    /// </summary>
    /// <value>Null.</value>
    public Action<EpochEnd>? OnEpochEnd { get; init; }

    /// <summary>The factor, once it is chosen.</summary>
    internal double ResolvedResizeFactor => ResizeFactor ?? throw new InvalidOperationException("the resize factor is not chosen yet");

    /// <summary>What the network takes of each image.</summary>
    /// <param name="width">Width of the network's input, in pixels.</param>
    /// <param name="height">Height of the network's input, in pixels.</param>
    internal ImageInput Input(int width, int height) => new(width, height, Resize, ResolvedResizeFactor);

    /// <summary>How pictures are read.</summary>
    /// <param name="width">Width of the network's input, in pixels.</param>
    /// <param name="height">Height of the network's input, in pixels.</param>
    /// <param name="batchSize">Pictures in a batch.</param>
    /// <param name="changes">The random changes.</param>
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

    /// <summary>Whether batch normalisation learns statistics, for which a batch has to have two images.</summary>
    internal abstract bool LearnsStatistics { get; }

    /// <summary>Checks all options; every training does it before its work.</summary>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>; or the augmentation makes no sense for this kind of training.</exception>
    public virtual void Validate()
    {
        Augmentation?.Validate();
        OptionChecks.Validate(this,
            (nameof(BatchSize), BatchSize > 1 || !LearnsStatistics, "at least 2, since batch normalization learns statistics: one image has no variance"));
    }
}

/// <summary>Marks an option that must stay the same for an interrupted training to be resumed.</summary>
/// <param name="key">What checkpoints call it; it does not follow the name of the property.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ResumeKeyAttribute(string key) : Attribute
{
    /// <summary>What checkpoints call it.</summary>
    public string Key => key;
}
