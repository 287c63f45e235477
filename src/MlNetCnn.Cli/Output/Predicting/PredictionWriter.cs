namespace MlNetCnn.Cli;

/// <summary>Writes predictions one by one, including rejected files.</summary>
/// <param name="writer">Receives the predictions.</param>
/// <param name="top">The number of classes per image, at least 1.</param>
internal abstract class PredictionWriter(TextWriter writer, int top)
{
    /// <summary>Receives the predictions.</summary>
    protected TextWriter Writer { get; } = writer;

    /// <summary>The number of classes per image.</summary>
    protected int Top { get; } = top;

    /// <summary>Creates the writer of a format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="writer">Receives the predictions.</param>
    /// <param name="classNames">The classes of the model.</param>
    /// <param name="top">The number of classes per image, limited to the classes of the model.</param>
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

    /// <summary>Writes the text before the first prediction.</summary>
    public abstract void Begin();

    /// <summary>Writes a prediction, or the error of an image.</summary>
    public abstract void Write(ImagePrediction prediction);

    /// <summary>Writes the text after the last prediction.</summary>
    public abstract void End();
}

/// <summary>The output formats of <c>predict</c>.</summary>
internal enum PredictionFormat
{
    /// <summary>Aligned columns.</summary>
    Table,

    /// <summary>A JSON array, one element per line.</summary>
    Json,

    /// <summary>Comma-separated values with a header.</summary>
    Csv,
}
