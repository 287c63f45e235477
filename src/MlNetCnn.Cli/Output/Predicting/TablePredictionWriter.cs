namespace MlNetCnn.Cli;

/// <summary>Aligned columns. The path is the last one, so that rows can be written before all paths are known.</summary>
/// <param name="writer">Receives the rows.</param>
/// <param name="top">The number of classes per image.</param>
/// <param name="labelWidth">The length of the longest class name.</param>
internal sealed class TablePredictionWriter(TextWriter writer, int top, int labelWidth) : PredictionWriter(writer, top)
{
    private const int ProbabilityWidth = 8;

    private readonly int _labelWidth = Math.Max(labelWidth, "label 10".Length);

    /// <inheritdoc/>
    public override void Begin() => WriteRow(
        Enumerable.Range(1, Top).Select(rank => rank == 1 ? ("label", "prob.") : ($"label {rank}", $"prob. {rank}")), "path");

    /// <inheritdoc/>
    public override void Write(ImagePrediction prediction)
    {
        if (prediction.Error is { } error)
        {
            WriteRow(Enumerable.Repeat(("-", "-"), Top), $"{DisplayText.OneLine(prediction.Path)}  ({error.Code}: {DisplayText.OneLine(error.Reason)})");
            return;
        }

        var classes = prediction.Top(Top).Select(entry => (DisplayText.OneLine(entry.Label), DisplayText.Percent(entry.Probability)));
        WriteRow(classes, DisplayText.OneLine(prediction.Path));
    }

    /// <inheritdoc/>
    public override void End()
    {
    }

    private void WriteRow(IEnumerable<(string Label, string Probability)> classes, string path)
    {
        var cells = classes.Select(entry => $"{entry.Label.PadRight(_labelWidth)} {entry.Probability.PadLeft(ProbabilityWidth)}  ");
        Writer.WriteLine(string.Concat(cells) + path);
    }
}
