namespace MlNetCnn.Training;

/// <summary>Trains on a split, as a trainer's <c>TrainAsync</c> does.</summary>
/// <param name="split">The images and the part that each plays.</param>
/// <param name="progress">Told of each step, or null.</param>
/// <param name="cancellationToken">Stops the work.</param>
internal delegate Task<TrainedClassifier> NetworkTraining(DatasetSplits split, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken);
