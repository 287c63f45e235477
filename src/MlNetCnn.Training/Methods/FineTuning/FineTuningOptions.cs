using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace MlNetCnn.Training;

/// <summary>How a pretrained network is trained on.</summary>
public sealed record FineTuningOptions : TrainingOptions
{
    /// <summary>Creates the defaults.</summary>
    public FineTuningOptions()
        : base(batchSize: 16, OptimizerKind.AdamW, ScheduleKind.Cosine, weightDecay: 0.01)
    {
    }

    /// <summary>Keeps the frozen network's features, on which the head is fitted first, from one run to the next; or null.</summary>
    /// <value>Null.</value>
    public FeatureCache? Cache { get; init; }

    /// <summary>What is fitted on the frozen network's features before its layers are trained.</summary>
    /// <value><see cref="ClassifierHeads.Linear"/>.</value>
    [Experimental("MLNETCNN001")]
    public IClassifierHead Head { get; init; } = ClassifierHeads.Linear;

    /// <summary>Which layers are trained.</summary>
    /// <value><see cref="LayerRange.Auto"/>.</value>
    public LayerRange Unfreeze { get; init; } = LayerRange.Auto;

    /// <summary>How often every training image is shown, 1..1000; null to choose from the number of images.</summary>
    /// <value>Null: at most 30.</value>
    [Range(1, 1000)]
    [Display(GroupName = "Optimization", Description = "Training epochs.", Prompt = "6 to 30 (finetune), 60 or 120 (scratch)")]
    public int? Epochs { get; init; }

    /// <summary>The learning rate of the last stage as a multiple of the head's, above 0 and at most 1.</summary>
    /// <value>0.2.</value>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double BackboneLearningRateFactor { get; init; } = 0.2;

    /// <summary>
    /// The learning rate of each stage as a multiple of that of the stage behind it, above 0 and at most 1 (discriminative fine-tuning:
    /// Howard and Ruder, "Universal language model fine-tuning for text classification", 2018).
    /// </summary>
    /// <value>0.4.</value>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double LayerDecay { get; init; } = 0.4;

    /// <summary>
    /// How many variants of each augmented image are kept where the front of the network is frozen; each epoch shows the next one. With 0
    /// every epoch draws anew and runs the frozen part again.
    /// </summary>
    /// <value>4.</value>
    [Range(0, 100)]
    [Display(GroupName = "Performance", Description = "Augmented copies per image whose frozen-layer outputs are cached; 0 disables.")]
    [ResumeKey("variants")]
    public int CachedAugmentations { get; init; } = 4;

    /// <summary>The part of the features that is dropped in front of the head, 0 up to, but not reaching, 1.</summary>
    /// <value>0.</value>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    [Display(GroupName = "Regularization", Description = "Dropout rate of the features.")]
    [ResumeKey("dropout")]
    public double Dropout { get; init; }

    /// <summary>Whether batch normalization in trained layers keeps its pretrained statistics; otherwise it learns those of these images.</summary>
    /// <value>True.</value>
    [Display(GroupName = "Regularization", Description = "Keep the pretrained statistics of batch normalization.")]
    public bool FreezeBatchNorm { get; init; } = true;

    /// <inheritdoc/>
    internal override bool LearnsStatistics => !FreezeBatchNorm;

    /// <summary>What of this concerns the features.</summary>
    internal FeatureExtractorOptions ToExtractorOptions() =>
        new() { Threads = Threads, Resize = Resize, ResizeFactor = ResolvedResizeFactor, Decoder = Decoder, Cache = Cache };

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Augmentation is { } augmentation && augmentation.Standardization != PixelStandardization.None)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.TrainStandardization, "a pretrained network standardises its pixels itself",
                expected: "an augmentation without rescaling, centring and scaling", received: augmentation.ToString(),
                fix: "leave that out of the augmentation; how pixels are prepared is said with the backbone");
        }
    }
}
