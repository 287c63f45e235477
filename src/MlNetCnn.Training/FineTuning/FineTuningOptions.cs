namespace MlNetCnn.Training;

/// <summary>How a pretrained network is trained on.</summary>
public sealed record FineTuningOptions
{
    /// <summary>The seed of every random choice.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Threads to compute with; 0 for one per core.</summary>
    /// <value>0.</value>
    public int Threads { get; init; }

    /// <summary>How a picture of any shape is made to fit the network's input.</summary>
    /// <value><see cref="ResizeMode.Crop"/>.</value>
    public ResizeMode Resize { get; init; } = ResizeMode.Crop;

    /// <summary>What the decoder accepts.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;

    /// <summary>The largest part of the listed images that may be rejected before the run ends with an error, 0..1.</summary>
    /// <value>0.05.</value>
    public double MaxRejectedFraction { get; init; } = 0.05;

    /// <summary>Keeps the frozen network's features, on which the head is fitted first, from one run to the next; or null.</summary>
    /// <value>Null.</value>
    public FeatureCache? Cache { get; init; }

    /// <summary>Which layers are trained.</summary>
    /// <value><see cref="LayerRange.Auto"/>.</value>
    public LayerRange Unfreeze { get; init; } = LayerRange.Auto;

    /// <summary>How often every training image is shown, 1..1000; null to choose from the number of images.</summary>
    /// <value>Null: at most 30.</value>
    public int? Epochs { get; init; }

    /// <summary>Images in a batch, 1..4096; as many as there are where there are fewer.</summary>
    /// <value>16.</value>
    public int BatchSize { get; init; } = 16;

    /// <summary>How gradients become changes of weights.</summary>
    /// <value><see cref="OptimizerKind.AdamW"/>.</value>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.AdamW;

    /// <summary>The highest learning rate of the head, above 0 and at most 10; null for the optimiser's own.</summary>
    /// <value>Null: 0.0005 for Adam and AdamW, 0.005 for SGD.</value>
    public double? LearningRate { get; init; }

    /// <summary>The learning rate of the last stage as a multiple of the head's, above 0 and at most 1.</summary>
    /// <value>0.2.</value>
    public double BackboneRate { get; init; } = 0.2;

    /// <summary>
    /// The learning rate of each stage as a multiple of that of the stage behind it, above 0 and at most 1 (discriminative fine-tuning:
    /// Howard and Ruder, "Universal language model fine-tuning for text classification", 2018).
    /// </summary>
    /// <value>0.4.</value>
    public double StageRate { get; init; } = 0.4;

    /// <summary>How the learning rates move.</summary>
    /// <value><see cref="ScheduleKind.Cosine"/>.</value>
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Cosine;

    /// <summary>The part of the training over which <see cref="ScheduleKind.Cosine"/> rises, 0..0.9.</summary>
    /// <value>0.1.</value>
    public double WarmUp { get; init; } = 0.1;

    /// <summary>How much weights are pulled towards zero, 0..1; biases and the weights of normalisations never are.</summary>
    /// <value>0.01.</value>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The momentum of <see cref="OptimizerKind.Sgd"/>, 0 up to, but not reaching, 1.</summary>
    /// <value>0.9.</value>
    public double Momentum { get; init; } = 0.9;

    /// <summary>What is taken from the right class and given to all alike, 0 up to, but not reaching, 1.</summary>
    /// <value>0.1.</value>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>What is done about classes of unequal size.</summary>
    /// <value><see cref="MlNetCnn.Training.ClassBalancing.None"/>.</value>
    public ClassBalancing ClassBalancing { get; init; }

    /// <summary>Random changes of the training images; null for <see cref="Augmentation.Standard"/> less what changes labels on this set.</summary>
    /// <value>Null.</value>
    public Augmentation? Augmentation { get; init; }

    /// <summary>How images of a batch are mixed with each other.</summary>
    /// <value>Not at all.</value>
    public BatchMixingOptions Mixing { get; init; } = new();

    /// <summary>
    /// How many variants of each augmented image are kept where the front of the network is frozen; each epoch shows the next one. With 0
    /// every epoch draws anew and runs the frozen part again.
    /// </summary>
    /// <value>4.</value>
    public int AugmentedVariants { get; init; } = 4;

    /// <summary>The part of the features that is dropped in front of the head, 0 up to, but not reaching, 1.</summary>
    /// <value>0.</value>
    public double Dropout { get; init; }

    /// <summary>Whether batch normalisation in trained layers learns the statistics of these images.</summary>
    /// <value>False: it keeps the pretrained ones.</value>
    public bool TrainStatistics { get; init; }

    /// <summary>The largest norm of all gradients together; larger ones are scaled down to it. 0 for no bound.</summary>
    /// <value>0.</value>
    public double GradientClip { get; init; }

    /// <summary>Batches whose gradients are averaged before weights change, 1..1024.</summary>
    /// <value>1.</value>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>
    /// The decay of an exponential moving average of the weights, which is then what is measured and kept, 0 up to, but not reaching, 1.
    /// </summary>
    /// <value>0: none.</value>
    public double WeightAveraging { get; init; }

    /// <summary>In which type layers compute in training.</summary>
    /// <value><see cref="TrainingPrecision.Auto"/>.</value>
    public TrainingPrecision Precision { get; init; }

    /// <summary>Where training computes.</summary>
    /// <value><see cref="TrainingDevice.Auto"/>.</value>
    public TrainingDevice Device { get; init; }

    /// <summary>What decides which epoch was the best.</summary>
    /// <value><see cref="StoppingMetric.Accuracy"/>.</value>
    public StoppingMetric Metric { get; init; }

    /// <summary>Training ends when this many epochs in a row were not better than the best one, at least 1.</summary>
    /// <value>8.</value>
    public int Patience { get; init; } = 8;

    /// <summary>Where decoded images and the outputs of frozen layers are between epochs.</summary>
    /// <value><see cref="ImageLoading.Auto"/>.</value>
    public ImageLoading Loading { get; init; } = ImageLoading.Auto;

    /// <summary>The most memory that they may take, in bytes; 0 for half of what the process may use.</summary>
    /// <value>0.</value>
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

    /// <summary>What of this concerns the features.</summary>
    internal FeatureExtractorOptions ToExtractorOptions() => new() { Threads = Threads, Resize = Resize, Decoder = Decoder, Cache = Cache };
}
