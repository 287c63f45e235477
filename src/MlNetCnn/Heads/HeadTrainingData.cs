using System.Diagnostics.CodeAnalysis;

namespace MlNetCnn.Heads;

/// <summary>What a head is fitted on.</summary>
/// <param name="Features">Features of images, a row each.</param>
/// <param name="Train">The rows to fit on.</param>
/// <param name="ClassCount">Number of classes, at least 2.</param>
[Experimental("MLNETCNN001")]
public sealed record HeadTrainingData(FeatureTable Features, LabeledRows Train, int ClassCount)
{
    /// <summary>The rows that choices are made on, such as the strength of a regularization.</summary>
    /// <value>None: choices are made by cross-validation.</value>
    public LabeledRows Validation { get; init; } = LabeledRows.Empty;

    /// <summary>Whether the head that is returned is fitted on the validation rows too, once all choices are made.</summary>
    /// <value>True.</value>
    public bool FitsOnValidation { get; init; } = true;

    /// <summary>The seed of every random choice.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Threads to work with, at least 1; they do not change the result.</summary>
    /// <value>1.</value>
    public int Threads { get; init; } = 1;
}
