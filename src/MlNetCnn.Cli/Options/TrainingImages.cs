namespace MlNetCnn.Cli;

/// <summary>Photos with their classes on which something about a network can be found out.</summary>
/// <param name="Images">The photos that are trained on.</param>
/// <param name="Reading">How they are read.</param>
internal sealed record TrainingImages(ImageDataset Images, FeatureTrainingOptions Reading);
