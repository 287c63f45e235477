using System.Text.Json.Serialization;

namespace MlNetCnn.Training;

/// <summary>What one training of a comparison gave.</summary>
public sealed record ComparedRun
{
    /// <summary>The way's name.</summary>
    [JsonPropertyName("way")]
    public required string Candidate { get; init; }

    /// <summary><c>features</c>, <c>finetune</c> or <c>scratch</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The backbone or the network.</summary>
    public required string Network { get; init; }

    /// <summary>What tells the backbone from others of its name: SHA-256, feature tensor and preprocessing; empty from scratch.</summary>
    public string NetworkFingerprint { get; init; } = "";

    /// <summary>The seed.</summary>
    public required int Seed { get; init; }

    /// <summary>Images of each class that were asked for, or null for all.</summary>
    public required int? ImagesPerClass { get; init; }

    /// <summary>SHA-256 of the split's pictures and parts, in hexadecimal.</summary>
    public required string Images { get; init; }

    /// <summary>Pictures that were trained on.</summary>
    public int TrainCount { get; init; }

    /// <summary>Pictures that were measured.</summary>
    public int TestCount { get; init; }

    /// <summary>The share of test pictures that is classified right, 0..1.</summary>
    public double Accuracy { get; init; }

    /// <summary>The mean over the classes of F1 on the test pictures, 0..1.</summary>
    public double MacroF1 { get; init; }

    /// <summary>The share of the test pictures that are of the largest class: what naming always that one would give.</summary>
    [JsonPropertyName("majorityShare")]
    public double MajorityClassFraction { get; init; }

    /// <summary>The share of validation pictures that is classified right, 0..1; not a number where there are none.</summary>
    public double ValidationAccuracy { get; init; }

    /// <summary>Parameters of the whole network.</summary>
    public long TotalParameters { get; init; }

    /// <summary>Parameters that training changed.</summary>
    public long TrainableParameters { get; init; }

    /// <summary>Seconds from the first picture read to the trained network.</summary>
    public double TrainingSeconds { get; init; }

    /// <summary>Wall-clock milliseconds that the trained network takes for a picture file, all cores at work.</summary>
    public double MillisecondsPerImage { get; init; }

    /// <summary>The pass over the training images whose weights were kept; 0 where a head on frozen features was.</summary>
    public int BestEpoch { get; init; }

    /// <summary>Passes over the training images there were.</summary>
    public int Epochs { get; init; }

    /// <summary>Bytes of the package, or null where none was saved.</summary>
    public long? PackageBytes { get; init; }

    /// <summary>How well the network did on the validation pictures, and when: in order of time.</summary>
    public IReadOnlyList<LearningPoint> Curve { get; init; } = [];

    /// <summary>Seconds until an accuracy was reached on the validation pictures, or null where it never was.</summary>
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
