using System.Text.Json.Serialization;

namespace MlNetCnn.Training;

/// <summary>The result of one training of a comparison.</summary>
public sealed record ComparedRun
{
    /// <summary>The candidate's name.</summary>
    [JsonPropertyName("way")]
    public required string Candidate { get; init; }

    /// <summary><c>features</c>, <c>finetune</c> or <c>scratch</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The backbone or the network.</summary>
    public required string Network { get; init; }

    /// <summary>Identifies the backbone among others of the same name: SHA-256, feature tensor and preprocessing; empty for training from scratch.</summary>
    public string NetworkFingerprint { get; init; } = "";

    /// <summary>The seed.</summary>
    public required int Seed { get; init; }

    /// <summary>The requested number of images of each class, or null for all.</summary>
    public required int? ImagesPerClass { get; init; }

    /// <summary>SHA-256 of the split's images and their assignment, in hexadecimal.</summary>
    public required string Images { get; init; }

    /// <summary>The number of training images.</summary>
    public int TrainCount { get; init; }

    /// <summary>The number of test images.</summary>
    public int TestCount { get; init; }

    /// <summary>The fraction of test images that are classified correctly, 0..1.</summary>
    public double Accuracy { get; init; }

    /// <summary>The mean F1 of the classes on the test images, 0..1.</summary>
    public double MacroF1 { get; init; }

    /// <summary>The fraction of test images in the largest class: the accuracy of always predicting that class.</summary>
    [JsonPropertyName("majorityShare")]
    public double MajorityClassFraction { get; init; }

    /// <summary>The fraction of validation images that are classified correctly, 0..1; NaN if there are none.</summary>
    public double ValidationAccuracy { get; init; }

    /// <summary>The number of parameters of the whole network.</summary>
    public long TotalParameters { get; init; }

    /// <summary>The number of trained parameters.</summary>
    public long TrainableParameters { get; init; }

    /// <summary>The seconds from reading the first image to the trained network.</summary>
    public double TrainingSeconds { get; init; }

    /// <summary>The wall-clock milliseconds that the trained network takes for an image file, with all cores busy.</summary>
    public double MillisecondsPerImage { get; init; }

    /// <summary>The epoch whose weights were kept; 0 if a head on frozen features was kept.</summary>
    public int BestEpoch { get; init; }

    /// <summary>The number of epochs.</summary>
    public int Epochs { get; init; }

    /// <summary>The size of the package in bytes, or null if none was saved.</summary>
    public long? PackageBytes { get; init; }

    /// <summary>The validation accuracy over time.</summary>
    public IReadOnlyList<LearningPoint> Curve { get; init; } = [];

    /// <summary>Returns the seconds until a validation accuracy was reached, or null if it never was.</summary>
    /// <param name="accuracy">The accuracy, 0..1.</param>
    public double? SecondsToReach(double accuracy)
    {
        foreach (var point in Curve)
        {
            if (point.ValidationAccuracy >= accuracy)
            {
                return point.Seconds;
            }
        }

        return null;
    }
}
