using System.Globalization;
using CsvHelper;

namespace MlNetCnn.Cli;

/// <summary><c>path,label,probability,label2,probability2,...,error</c>, quoted where a value needs it.</summary>
/// <param name="writer">Where the rows go.</param>
/// <param name="top">How many classes of each photo are written.</param>
internal sealed class CsvPredictionWriter(TextWriter writer, int top) : PredictionWriter(writer, top)
{
    private readonly CsvWriter _csv = CsvWriter.Create(writer, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);

    /// <inheritdoc/>
    public override void Begin()
    {
        var classes = Enumerable.Range(1, Top).Select(rank => rank == 1 ? "" : $"{rank}");
        WriteRow(["path", .. classes.SelectMany(rank => new[] { $"label{rank}", $"probability{rank}" }), "error"]);
    }

    /// <inheritdoc/>
    public override void Write(ImagePrediction prediction)
    {
        if (prediction.Error is { } error)
        {
            WriteRow([prediction.Path, .. Enumerable.Repeat("", 2 * Top), $"{error.Code}: {error.Reason}"]);
            return;
        }

        var classes = prediction.Top(Top).SelectMany(entry =>
            new[] { entry.Label, entry.Probability.ToString("F6", CultureInfo.InvariantCulture) });
        WriteRow([prediction.Path, .. classes, ""]);
    }

    /// <inheritdoc/>
    public override void End()
    {
    }

    // Flushed row by row, so that a reader of a pipe gets each as it comes.
    private void WriteRow(string[] cells)
    {
        _csv.WriteRecord(cells);
        _csv.Flush();
    }
}
