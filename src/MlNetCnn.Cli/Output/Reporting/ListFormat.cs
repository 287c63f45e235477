namespace MlNetCnn.Cli;

/// <summary>How a list is written.</summary>
internal enum ListFormat
{
    /// <summary>Columns for people.</summary>
    Table,

    /// <summary>One JSON array.</summary>
    Json,
}
