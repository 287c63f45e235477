namespace MlNetCnn.Cli;

/// <summary>What a person wants to know when a training run has ended.</summary>
internal static class TrainingSummary
{
    /// <summary>Writes it.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="model">What was trained.</param>
    /// <param name="verbose">Whether every file that cannot be used is named, and the confusion matrix shown.</param>
    public static void Write(CommandConsole console, TrainedClassifier model, bool verbose)
    {
        RejectedFiles.Write(console.Output, model.Faults, verbose);
        console.WriteLine();
        if (model.TestReport is { } report)
        {
            console.WriteLine(ReportTables.AccuracyLine("Test accuracy", report));
            console.WriteLine();
            console.Write(ReportTables.PerClass(report));
            if (verbose && ReportTables.Confusion(report) is { } confusion)
            {
                console.WriteLine();
                console.Write(confusion);
            }

            console.WriteLine();
        }
        else
        {
            console.WriteLine("Nothing was measured: there are no test photos.");
        }

        console.WriteLine(FormattableString.Invariant(
            $"Trained {model.TrainableParameters:N0} of {model.TotalParameters:N0} weights on {Readable.Count(model.Images.Train, "photo")}")
            + $" in {Readable.Seconds(model.Seconds.Total)}; backbone {model.Card.Backbone}.");
        StockNote.Write(console, model.StockDifferences);
    }
}
