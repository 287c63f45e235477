using CsvHelper;

namespace MlNetCnn.Datasets;

/// <summary>Counts the lines after the header of a table that are not rows, so that no missing row goes unnoticed.</summary>
internal sealed class PassedOverLines
{
    private long _next;
    private long _end;

    /// <summary>The number of skipped lines, without empty lines after the last row.</summary>
    public long Count { get; private set; }

    /// <summary>The line number of the first skipped line, from 1.</summary>
    public long First { get; private set; }

    /// <summary>Records the header that was just read.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="header">Its cells.</param>
    public void NoteHeader(CsvReader reader, IEnumerable<string> header) =>
        _next = reader.LineNumber + 1 + header.Sum(cell => (long)cell.Count(c => c == '\n'));

    /// <summary>Records the lines after the last row, when the reader is at the end.</summary>
    /// <param name="reader">The reader.</param>
    public void NoteEnd(CsvReader reader)
    {
        // A line break has at most two bytes; anything longer is a comment.
        var lines = reader.LineNumber + 1 - _next;
        if (_end > 0 && lines > 0 && reader.ByteOffset - _end > 2 * (lines + 1))
        {
            Add(lines);
        }
    }

    /// <summary>Records the current row of the reader.</summary>
    /// <param name="reader">The reader.</param>
    public void Note(CsvReader reader)
    {
        var start = reader.LineNumber;
        if (start > _next)
        {
            Add(start - _next);
        }

        _next = start + 1 + LineBreaks(reader.RawRecord);
        _end = reader.ByteOffset + reader.RawRecord.Length;
    }

    private void Add(long lines)
    {
        First = Count == 0 ? _next : First;
        Count += lines;
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
