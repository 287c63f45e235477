namespace MlNetCnn.Training;

/// <summary>What a training gave; the network has the best epoch's weights.</summary>
/// <param name="History">Every epoch, from the state before the first one.</param>
/// <param name="Best">The epoch whose weights were kept.</param>
/// <param name="Problem">Why training ended before its time, or null.</param>
/// <param name="ResumedFrom">The last epoch of the run that was gone on with, or null.</param>
internal sealed record TrainingOutcome(IReadOnlyList<EpochRecord> History, EpochRecord Best, string? Problem, int? ResumedFrom);
