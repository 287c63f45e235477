using System.Globalization;

namespace MlNetCnn.Cli;

/// <summary>The table of epochs.</summary>
internal static class EpochTable
{
    /// <summary>Writes the table, or nothing if there were no epochs.</summary>
    /// <param name="console">Receives the text.</param>
    /// <param name="model">The trained model.</param>
    public static void Write(CommandConsole console, TrainedClassifier model)
    {
        if (model.History.Count > 0)
        {
            console.WriteLine();
            console.WriteLine("epoch  training loss  validation loss  validation accuracy  learning rate  seconds");
        }

        foreach (var record in model.History)
        {
            var best = record.Epoch == model.BestEpoch ? "  kept" : "";
            var name = record.Epoch == 0 ? model.Card.Network is null ? "head" : "start" : record.Epoch.ToString(CultureInfo.InvariantCulture);
            console.WriteLine(
                $"{name,5}  {Number(record.TrainingLoss, "0.000"),13}  {Number(record.ValidationLoss, "0.000"),15}  "
                + $"{Number(100 * record.ValidationAccuracy, "0.0"),17} %  {Number(record.LearningRate, "0.0e+0"),13}  "
                + $"{Number(record.Seconds, "0.0"),7}{best}");
        }
    }

    private static string Number(double value, string format) =>
        double.IsNaN(value) ? "-" : value.ToString(format, CultureInfo.InvariantCulture);
}
