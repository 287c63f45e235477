using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;

namespace MlNetCnn.Training;

/// <summary>Options of a comparison of training methods.</summary>
public sealed record ComparisonOptions
{
    /// <summary>The first seed; it determines the split, the selected images and every random choice of a training.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>The number of consecutive seeds with which each candidate is trained, 1..100.</summary>
    /// <value>1.</value>
    [Range(1, 100)]
    public int Seeds { get; init; } = 1;

    /// <summary>The number of images of each class for training and validation; null for all. The comparison is repeated for each number.</summary>
    /// <value>All.</value>
    public IReadOnlyList<int?> ImagesPerClass { get; init; } = [null];

    /// <summary>The validation images; null for those of the dataset, or a tenth of the training images if it has none.</summary>
    /// <value>Null.</value>
    public ImageDataset? Validation { get; init; }

    /// <summary>The test images; null for those of the dataset, or a fifth of all images if it has none.</summary>
    /// <value>Null.</value>
    public ImageDataset? Test { get; init; }

    /// <summary>Trainings that an earlier, interrupted comparison completed; they are not repeated.</summary>
    /// <value>None.</value>
    public IReadOnlyList<ComparedRun> Done { get; init; } = [];

    /// <summary>Saves the result of a training and returns the size of the package in bytes; or null to save nothing.</summary>
    /// <value>Null.</value>
    public Func<ComparedRun, TrainedClassifier, long>? Save { get; init; }

    /// <summary>Called when a training starts, with its candidate, seed and images per class; or null.</summary>
    /// <value>Null.</value>
    public Action<TrainingCandidate, int, int?>? Starting { get; init; }

    /// <summary>Called when a training is finished; or null.</summary>
    /// <value>Null.</value>
    public Action<ComparedRun>? Finished { get; init; }

    /// <summary>Logs the choices of the trainings whose own options have no <see cref="TrainingOptions.Logger"/>; or null.</summary>
    /// <value>Null.</value>
    public ILogger? Logger { get; init; }

    /// <summary>Options of the image decoder for measuring the trained networks; the background is that of each model.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;

    /// <summary>The number of images processed at a time when the speed is measured; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }
}
