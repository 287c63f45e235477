namespace MlNetCnn;

/// <summary>What one pass over the training images gave.</summary>
/// <param name="Epoch">Which pass, from 1; 0 is the state before the first one.</param>
/// <param name="TrainingLoss">The mean loss that training made smaller, with label smoothing and mixing, in nats; not a number for 0.</param>
/// <param name="ValidationLoss">The mean cross-entropy on the validation images, in nats; not a number where there are none.</param>
/// <param name="ValidationAccuracy">The share of validation images that are classified right, 0..1; not a number where there are none.</param>
/// <param name="ValidationMacroF1">The mean over the classes of F1 on the validation images, 0..1; not a number where there are none.</param>
/// <param name="LearningRate">The head's learning rate at the end of the pass.</param>
/// <param name="Seconds">Seconds that the pass took, validation included.</param>
public sealed record EpochRecord(
    int Epoch,
    double TrainingLoss,
    double ValidationLoss,
    double ValidationAccuracy,
    double ValidationMacroF1,
    double LearningRate,
    double Seconds);
