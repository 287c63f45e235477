using System.Globalization;

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
    double Seconds)
{
    /// <summary>For example <c>epoch 3: loss 0.412, validation loss 0.301, accuracy 91.2 %, 2.5 s</c>.</summary>
    public override string ToString()
    {
        string[] figures =
        [
            Figure("loss", TrainingLoss), Figure("validation loss", ValidationLoss),
            double.IsNaN(ValidationAccuracy) ? "" : string.Create(CultureInfo.InvariantCulture, $"accuracy {100 * ValidationAccuracy:F1} %"),
            string.Create(CultureInfo.InvariantCulture, $"{Seconds:F1} s"),
        ];
        return $"{(Epoch == 0 ? "start" : string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch}"))}: "
            + $"{string.Join(", ", figures.Where(figure => figure.Length > 0))}";
    }

    private static string Figure(string name, double value) =>
        double.IsNaN(value) ? "" : string.Create(CultureInfo.InvariantCulture, $"{name} {value:F3}");
}
