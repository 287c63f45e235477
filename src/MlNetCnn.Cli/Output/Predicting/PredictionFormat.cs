namespace MlNetCnn.Cli;

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
