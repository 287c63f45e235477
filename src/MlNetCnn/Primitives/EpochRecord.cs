using System.Globalization;

namespace MlNetCnn;

/// <summary>The results of one epoch.</summary>
/// <param name="Epoch">The number of the epoch, from 1; 0 is the state before the first one.</param>
/// <param name="TrainingLoss">The mean training loss, with label smoothing and mixing, in nats; NaN for epoch 0.</param>
/// <param name="ValidationLoss">The mean cross-entropy on the validation images, in nats; NaN without validation images.</param>
/// <param name="ValidationAccuracy">The fraction of correctly classified validation images, 0..1; NaN without validation images.</param>
/// <param name="ValidationMacroF1">The mean over the classes of F1 on the validation images, 0..1; NaN without validation images.</param>
/// <param name="LearningRate">The learning rate of the head at the end of the epoch.</param>
/// <param name="Seconds">The duration of the epoch in seconds, including validation.</param>
public sealed record EpochRecord(
    int Epoch,
    double TrainingLoss,
    double ValidationLoss,
    double ValidationAccuracy,
    double ValidationMacroF1,
    double LearningRate,
    double Seconds)
{
    /// <summary>Returns a summary, for example <c>epoch 3: loss 0.412, validation loss 0.301, accuracy 91.2 %, 2.5 s</c>.</summary>
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
