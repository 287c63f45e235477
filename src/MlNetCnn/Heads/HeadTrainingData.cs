using System.Diagnostics.CodeAnalysis;

namespace MlNetCnn.Heads;

/// <summary>The data that a head is fitted on.</summary>
/// <param name="Features">The features of images, one row per image.</param>
/// <param name="Train">The training rows.</param>
/// <param name="ClassCount">The number of classes, at least 2.</param>
[Experimental("MLNETCNN001")]
public sealed record HeadTrainingData(FeatureTable Features, LabeledRows Train, int ClassCount)
{
    /// <summary>The validation rows, which select settings such as the strength of a regularization.</summary>
    /// <value>Empty: settings are selected by cross-validation.</value>
    public LabeledRows Validation { get; init; } = LabeledRows.Empty;

    /// <summary>Whether the returned head is also fitted on the validation rows, after all settings are selected.</summary>
    /// <value>True.</value>
    public bool FitsOnValidation { get; init; } = true;

    /// <summary>The seed of every random choice.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>The number of threads, at least 1; it does not change the result.</summary>
    /// <value>1.</value>
    public int Threads { get; init; } = 1;
}
