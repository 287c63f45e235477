using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace MlNetCnn.Training;

/// <summary>Options of fine-tuning a pretrained network.</summary>
public sealed record FineTuningOptions : TrainingOptions
{
    /// <summary>Creates the default options.</summary>
    public FineTuningOptions()
        : base(batchSize: 16, OptimizerKind.AdamW, ScheduleKind.Cosine, weightDecay: 0.01)
    {
    }

    /// <summary>The cache for the features of the frozen network, on which the head is fitted first; or null.</summary>
    /// <value>Null.</value>
    public FeatureCache? Cache { get; init; }

    /// <summary>The classifier that is fitted on the features of the frozen network before its layers are trained.</summary>
    /// <value><see cref="ClassifierHeads.Linear"/>.</value>
    [Experimental("MLNETCNN001")]
    public IClassifierHead Head { get; init; } = ClassifierHeads.Linear;

    /// <summary>The layers that are trained.</summary>
    /// <value><see cref="LayerRange.Auto"/>.</value>
    public LayerRange Unfreeze { get; init; } = LayerRange.Auto;

    /// <summary>The number of epochs, 1..1000; null to choose it from the number of images.</summary>
    /// <value>Null: at most 30.</value>
    [Range(1, 1000)]
    [Display(GroupName = "Optimization", Description = "Training epochs.", Prompt = "6 to 30 (finetune), 60 or 120 (scratch)")]
    public int? Epochs { get; init; }

    /// <summary>The learning rate of the last stage as a multiple of the head's, above 0 and at most 1.</summary>
    /// <value>0.2.</value>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double BackboneLearningRateFactor { get; init; } = 0.2;

    /// <summary>
    /// The learning rate of each stage as a multiple of that of the stage after it, above 0 and at most 1 (discriminative fine-tuning: Howard and
    /// Ruder, "Universal language model fine-tuning for text classification", 2018).
    /// </summary>
    /// <value>0.4.</value>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double LayerDecay { get; init; } = 0.4;

    /// <summary>
    /// The number of augmented variants of each image whose frozen-layer outputs are cached; each epoch uses the next variant. With 0, every epoch
    /// samples new augmentations and runs the frozen layers again.
    /// </summary>
    /// <value>4.</value>
    [Range(0, 100)]
    [Display(GroupName = "Performance", Description = "Augmented copies per image whose frozen-layer outputs are cached; 0 disables.")]
    [ResumeKey("variants")]
    public int CachedAugmentations { get; init; } = 4;

    /// <summary>The dropout rate of the features before the head, at least 0 and below 1.</summary>
    /// <value>0.</value>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    [Display(GroupName = "Regularization", Description = "Dropout rate of the features.")]
    [ResumeKey("dropout")]
    public double Dropout { get; init; }

    /// <summary>Whether batch normalization in trained layers keeps its pretrained statistics; otherwise it learns those of the training images.</summary>
    /// <value>True.</value>
    [Display(GroupName = "Regularization", Description = "Keep the pretrained statistics of batch normalization.")]
    public bool FreezeBatchNorm { get; init; } = true;

    /// <inheritdoc/>
    internal override bool LearnsStatistics => !FreezeBatchNorm;

    /// <summary>Returns the options that concern the features.</summary>
    internal FeatureExtractorOptions ToExtractorOptions() =>
        new() { Threads = Threads, Resize = Resize, ResizeFactor = ResolvedResizeFactor, Decoder = Decoder, Cache = Cache };

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Augmentation is { } augmentation && augmentation.Standardization != PixelStandardization.None)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.TrainStandardization, "a pretrained network standardizes its pixels itself",
                expected: "an augmentation without rescaling, centering and scaling", received: augmentation.ToString(),
                fix: "remove these from the augmentation; the backbone specifies the preprocessing of pixels");
        }
    }
}
