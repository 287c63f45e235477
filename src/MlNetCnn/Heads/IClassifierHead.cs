using System.Diagnostics.CodeAnalysis;

namespace MlNetCnn.Heads;

/// <summary>Fits a classifier on the features of a frozen backbone. The default is <see cref="ClassifierHeads.Linear"/>.</summary>
/// <remarks>Implementations keep no state between calls: one object may fit several heads at the same time, so they must be thread-safe.</remarks>
[Experimental("MLNETCNN001")]
public interface IClassifierHead
{
    /// <summary>The name of the head in the model card, for example <c>linear</c>.</summary>
    string Name { get; }

    /// <summary>Fits a head.</summary>
    /// <param name="data">Features and classes.</param>
    /// <param name="progress">Receives the progress, or null.</param>
    /// <param name="cancellationToken">Cancels the fit.</param>
    FittedHead Fit(HeadTrainingData data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Computes logits of images with heads that were not fitted on them, for calibrating scores.</summary>
    /// <param name="head">A head that <see cref="Fit"/> returned for the same data; its settings, such as a regularization, are kept.</param>
    /// <param name="data">Features and classes.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The class and the logits of each evaluated image.</returns>
    IReadOnlyList<HeldOutLogits> MeasureHeldOut(FittedHead head, HeadTrainingData data, CancellationToken cancellationToken);
}
