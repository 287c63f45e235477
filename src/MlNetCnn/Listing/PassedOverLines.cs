using CsvHelper;

namespace MlNetCnn;

/// <summary>Counts the lines between the rows of a table that are no rows, so that none goes missing unnoticed.</summary>
internal sealed class PassedOverLines
{
    private long _next;

    /// <summary>How many there are between the first row and the last.</summary>
    public long Count { get; private set; }

    /// <summary>The line of the first of them, from 1.</summary>
    public long First { get; private set; }

    /// <summary>Looks at the row that the reader stands on.</summary>
    /// <param name="reader">The reader.</param>
    public void Note(CsvReader reader)
    {
        var start = reader.LineNumber;
        if (_next > 0 && start > _next)
        {
            First = Count == 0 ? _next : First;
            Count += start - _next;
        }

        _next = start + 1 + LineBreaks(reader.RawRecord);
    }

    private static long LineBreaks(ReadOnlySpan<byte> row)
    {
        var breaks = 0L;
        for (var at = row.IndexOfAny((byte)'\r', (byte)'\n'); at >= 0; at = row.IndexOfAny((byte)'\r', (byte)'\n'))
        {
            breaks++;
            row = row[at..];
            row = row[(row.StartsWith("\r\n"u8) ? 2 : 1)..];
        }

        return breaks;
    }
}
