namespace MlNetCnn.Cli;

/// <summary>Writes predictions one by one as they come, rejected files included.</summary>
/// <param name="writer">Where they go.</param>
/// <param name="top">How many classes of each photo are written, at least 1.</param>
internal abstract class PredictionWriter(TextWriter writer, int top)
{
    /// <summary>Where the predictions go.</summary>
    protected TextWriter Writer { get; } = writer;

    /// <summary>How many classes of each photo are written.</summary>
    protected int Top { get; } = top;

    /// <summary>Creates the writer of a format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="writer">Where the predictions go.</param>
    /// <param name="classNames">The classes of the model.</param>
    /// <param name="top">How many classes of each photo are written; no more than there are.</param>
    public static PredictionWriter Create(PredictionFormat format, TextWriter writer, IReadOnlyList<string> classNames, int top)
    {
        var count = Math.Min(top, classNames.Count);
        return format switch
        {
            PredictionFormat.Csv => new CsvPredictionWriter(writer, count),
            PredictionFormat.Json => new JsonPredictionWriter(writer, count),
            _ => new TablePredictionWriter(writer, count, classNames.Max(name => DisplayText.OneLine(name).Length)),
        };
    }

    /// <summary>Writes what stands before the first prediction.</summary>
    public abstract void Begin();

    /// <summary>Writes one prediction, or why there is none.</summary>
    public abstract void Write(ImagePrediction prediction);

    /// <summary>Writes what stands after the last prediction.</summary>
    public abstract void End();
}

/// <summary>How <c>predict</c> writes.</summary>
internal enum PredictionFormat
{
    /// <summary>Columns for people.</summary>
    Table,

    /// <summary>One JSON array, an element a line.</summary>
    Json,

    /// <summary>Comma-separated values with a header.</summary>
    Csv,
}
