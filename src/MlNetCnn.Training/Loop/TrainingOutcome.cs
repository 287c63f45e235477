namespace MlNetCnn.Training;

/// <summary>What a training gave; the network has the best epoch's weights.</summary>
/// <param name="History">Every epoch, from the state before the first one.</param>
/// <param name="Best">The epoch whose weights were kept.</param>
/// <param name="Warnings">What went otherwise than it should, a sentence each.</param>
/// <param name="Arithmetic">What its last digits depend on, as <see cref="TrainedClassifier.Arithmetic"/>.</param>
internal sealed record TrainingOutcome(
    IReadOnlyList<EpochRecord> History, EpochRecord Best, IReadOnlyList<string> Warnings, IReadOnlyDictionary<string, string> Arithmetic);
