namespace MlNetCnn.Cli;

/// <summary>Writes the summary of a training.</summary>
internal static class TrainingSummary
{
    /// <summary>Writes the summary.</summary>
    /// <param name="console">Receives the text.</param>
    /// <param name="model">The trained model.</param>
    /// <param name="verbose">Whether to list all files that cannot be used, and show the confusion matrix.</param>
    /// <param name="cache">The feature cache, or null.</param>
    public static void Write(CommandConsole console, TrainedClassifier model, bool verbose, FeatureCache? cache = null)
    {
        RejectedFiles.Write(console.Output, model.Errors, verbose);
        MlNetNote.Write(console.Output, model.MlNetDifferences);
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
            console.WriteLine("Nothing was measured: there are no test images.");
        }

        console.WriteLine(FormattableString.Invariant(
            $"Trained {model.TrainableParameters:N0} of {model.TotalParameters:N0} weights on {DisplayText.Count(model.Images.Train, "image")}")
            + $" in {DisplayText.Seconds(model.Seconds.Total)}; "
            + (model.Card.Network is { } network ? $"network {network}." : $"backbone {model.Card.Backbone}."));
        if (model.Card.ResizeFactor is { } factor)
        {
            console.WriteLine($"Pixels: {MlNetVersionNote.Drawing(model.Card, factor)}.");
        }

        if (model.Calibration is { } calibration)
        {
            console.WriteLine(CalibrationLine(calibration));
        }

        if (cache is not null)
        {
            console.WriteLine($"Features of {DisplayText.Count(model.FeaturesFromCache, "image")} came from the cache in {DisplayText.OneLine(cache.Folder)}.");
        }

        foreach (var warning in model.Warnings)
        {
            console.Error.WriteLine($"warning: {DisplayText.OneLine(ApiWords.Translate(warning))}");
        }

        if (model.CacheProblem is { } problem)
        {
            console.Error.WriteLine($"warning: not all features are cached for the next run: {DisplayText.OneLine(problem)}");
        }
    }

    private static string CalibrationLine(Calibration calibration)
    {
        var line = FormattableString.Invariant(
            $"Calibrated: temperature {calibration.Temperature:F3} from {DisplayText.Count(calibration.ImageCount, "image")} that were not used for training");
        return calibration is { Before: { } before, After: { } after }
            ? $"{line}; expected calibration error on the test images {DisplayText.Percent(before.ExpectedCalibrationError)} before, "
                + $"{DisplayText.Percent(after.ExpectedCalibrationError)} after."
            : $"{line}.";
    }
}
