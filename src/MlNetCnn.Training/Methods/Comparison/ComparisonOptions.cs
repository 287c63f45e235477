using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Training;

/// <summary>On what several ways of training are compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>The first seed; it decides the split, the images that are picked and every random choice of a training.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>How many seeds, one after the other, each way is trained with, 1..100.</summary>
    /// <value>1.</value>
    [Range(1, 100)]
    public int Seeds { get; init; } = 1;

    /// <summary>How many images of each class are trained on, those that steer included; null for all there are. Several for a column each.</summary>
    /// <value>All.</value>
    public IReadOnlyList<int?> ImagesPerClass { get; init; } = [null];

    /// <summary>Images that steer the trainings, or null for those that the listing holds or a tenth of the training images.</summary>
    /// <value>Null.</value>
    public ImageDataset? Validation { get; init; }

    /// <summary>Images that are only measured, or null for those that the listing holds or a fifth of all.</summary>
    /// <value>Null.</value>
    public ImageDataset? Test { get; init; }

    /// <summary>Trainings that are done already, of an earlier comparison that was stopped; they are not done again.</summary>
    /// <value>None.</value>
    public IReadOnlyList<ComparedRun> Done { get; init; } = [];

    /// <summary>Saves what a training gave and returns the bytes of the package; or null to save nothing.</summary>
    /// <value>Null.</value>
    public Func<ComparedRun, TrainedClassifier, long>? Save { get; init; }

    /// <summary>Told of each training as it begins: its way, its seed and its images per class; or null.</summary>
    /// <value>Null.</value>
    public Action<TrainingCandidate, int, int?>? Starting { get; init; }

    /// <summary>Told of each training as it ends, or null.</summary>
    /// <value>Null.</value>
    public Action<ComparedRun>? Finished { get; init; }

    /// <summary>What the decoder accepts when the trained networks are measured; the background is each model's own.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;

    /// <summary>Pictures worked on at a time when the speed is measured; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }
}
