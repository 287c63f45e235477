using System.Globalization;
using CsvHelper;

namespace MlNetCnn.Cli;

/// <summary><c>path,label,probability,label2,probability2,...,error</c>, with quotes where necessary.</summary>
/// <param name="writer">Receives the rows.</param>
/// <param name="top">The number of classes per image.</param>
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

    // Flushed after every row, so that the reader of a pipe receives it immediately.
    private void WriteRow(string[] cells)
    {
        _csv.WriteRecord(cells);
        _csv.Flush();
    }
}
