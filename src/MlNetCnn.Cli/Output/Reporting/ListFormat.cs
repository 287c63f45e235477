namespace MlNetCnn.Cli;

/// <summary>The output formats of a list.</summary>
internal enum ListFormat
{
    /// <summary>Aligned columns.</summary>
    Table,

    /// <summary>A JSON array.</summary>
    Json,
}
