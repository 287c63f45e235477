using System.Diagnostics.CodeAnalysis;

namespace MlNetCnn.Heads;

/// <summary>A way to fit a classifier on the features of a frozen backbone. The default is <see cref="ClassifierHeads.Linear"/>.</summary>
/// <remarks>Implementations keep no state between calls: one object may fit several heads at a time. Implementations must be thread-safe.</remarks>
[Experimental("MLNETCNN001")]
public interface IClassifierHead
{
    /// <summary>The name that a model's card carries, for example <c>linear</c>.</summary>
    string Name { get; }

    /// <summary>Fits a head.</summary>
    /// <param name="data">Features and classes.</param>
    /// <param name="progress">Told how far the fit is, or null.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    FittedHead Fit(HeadTrainingData data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken);

    /// <summary>The logits of images by heads that were not fitted on them, as scores are calibrated on them.</summary>
    /// <param name="head">A head that <see cref="Fit"/> returned for the same data; its choices, such as a regularization, are kept.</param>
    /// <param name="data">Features and classes.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>For each image measured its class and the logit of each class.</returns>
    IReadOnlyList<HeldOutLogits> MeasureHeldOut(FittedHead head, HeadTrainingData data, CancellationToken cancellationToken);
}
