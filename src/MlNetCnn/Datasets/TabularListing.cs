using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace MlNetCnn.Datasets;

/// <summary>Lists a table; <see cref="ImageDataset.FromTable(string, TableOptions)"/> describes the rules.</summary>
internal static class TabularListing
{
    // A longer row means a quote that was never closed; without a limit, the rest of the file would be read into memory.
    private const int MaxRowBytes = 1 << 20;

    /// <summary>Reads a table.</summary>
    /// <param name="path">The table.</param>
    /// <param name="options">Its columns and format.</param>
    /// <returns>The dataset, in the order of the table.</returns>
    /// <exception cref="MlNetCnnException">See <see cref="ImageDataset.FromTable(string, TableOptions)"/>.</exception>
    public static ImageDataset Read(string path, TableOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        ArchiveFile.Refuse(path);
        var root = Root(path, options);
        var builder = new ListingBuilder(path);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.SequentialScan);
            foreach (var row in Rows(stream, path, options, builder.AddWarning))
            {
                Add(builder, row, path, root);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MlNetCnnException(
                ErrorKind.Environment, ErrorCodes.PathDenied, $"cannot read the table '{path}': {exception.Message.TrimEnd('.')}",
                fix: "grant your account read access", innerException: exception);
        }

        return builder.Build(root, sort: false);
    }

    /// <summary>Returns the rows of a table, read on demand.</summary>
    /// <param name="stream">The table.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="options">Its columns and format.</param>
    /// <param name="warn">Receives warnings.</param>
    /// <returns>The rows after the header.</returns>
    /// <exception cref="MlNetCnnException">The header or a row cannot be read.</exception>
    public static IEnumerable<TableRow> Rows(Stream stream, string name, TableOptions options, Action<string> warn)
    {
        long? unclosed = null;
        var readerOptions = new CsvReaderOptions
        {
            Separator = options.Separator,
            CommentPrefix = '#',
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MaxRecordSize = MaxRowBytes,
            PoolStrings = true,
            OnMalformedRecord = bad => unclosed = bad.Reason == CsvMalformedReason.UnterminatedQuote ? bad.LineNumber : unclosed,
        };
        using var reader = CsvReader.Create(stream, readerOptions, leaveOpen: true);
        string[] header = [.. Step(() => reader.Headers, name, reader)];
        var passedOver = new PassedOverLines();
        passedOver.NoteHeader(reader, header);
        var columns = TableColumns.Find(name, header, options, warn);
        while (Step(reader.Read, name, reader))
        {
            if (unclosed is { } line)
            {
                throw Malformed(name, $"the quote opened in line {line} is never closed", null);
            }

            if (!Utf8.IsValid(reader.RawRecord))
            {
                throw TableColumns.WrongEncoding(name, $"line {reader.LineNumber}");
            }

            passedOver.Note(reader);
            yield return columns.Row(reader);
        }

        passedOver.NoteEnd(reader);
        if (passedOver.Count > 0)
        {
            warn($"'{name}': {DisplayText.Count(passedOver.Count, "line")} after the header, empty or a comment, {(passedOver.Count == 1 ? "was" : "were")} "
                + $"skipped, the first at line {passedOver.First}; a file name that starts with # needs quotes");
        }
    }

    private static void Add(ListingBuilder builder, TableRow row, string table, string root)
    {
        if (row.SurplusCells > 0)
        {
            builder.AddError(
                string.IsNullOrWhiteSpace(row.Path) ? row.Where : row.Path, ErrorCodes.RowMalformed,
                $"{row.Where} has {DisplayText.Count(row.SurplusCells, "cell")} more than the header has columns; a cell with a separator needs quotes");
        }
        else
        {
            PathCell.Add(builder, row with { Label = row.Label?.Trim() }, root, SplitNames.Of(row, table));
        }
    }

    private static string Root(string path, TableOptions options)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.PathNotFound, $"there is no table '{path}'",
                received: Directory.Exists(full) ? "a folder" : null, fix: "check the path; it resolves to " + full);
        }

        var root = Path.TrimEndingDirectorySeparator(options.ImageRoot is null ? Path.GetDirectoryName(full)! : Path.GetFullPath(options.ImageRoot));
        return Directory.Exists(root)
            ? root
            : throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.PathNotFound, $"there is no folder '{options.ImageRoot}', the root for the paths of the table",
                fix: "check the path; it resolves to " + root);
    }

    private static T Step<T>(Func<T> read, string name, CsvReader reader)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException exception)
        {
            throw Malformed(name, $"the row at line {exception.LineNumber} cannot be read, possibly because a quote is never closed", exception);
        }
        catch (DecoderFallbackException)
        {
            throw TableColumns.WrongEncoding(name, $"line {reader.LineNumber}");
        }
    }

    private static MlNetCnnException Malformed(string name, string problem, Exception? exception) =>
        new(
            ErrorKind.Data, ErrorCodes.TableMalformed, $"'{name}': {problem}",
            expected: "quotes around the whole cell, and doubled quotes inside it", fix: "correct the line", innerException: exception);
}

/// <summary>One row of a table as written.</summary>
/// <param name="Unit">The unit that rows are counted in: <c>line</c>, <c>row</c> or <c>image</c>.</param>
/// <param name="Number">The number of the line, row or image, from 1.</param>
/// <param name="Path">The cell with the path, or null if the row has none.</param>
/// <param name="Label">The cell with the label, or null.</param>
/// <param name="Part">The cell with the split, or null.</param>
/// <param name="Group">The cell with the group, or null.</param>
/// <param name="SurplusCells">The number of non-empty cells after the last column.</param>
internal readonly record struct TableRow(
    string Unit, long Number, string? Path, string? Label, string? Part = null, string? Group = null, int SurplusCells = 0)
{
    /// <summary>The location of the row, for a message.</summary>
    public string Where => string.Create(CultureInfo.InvariantCulture, $"{Unit} {Number}");
}
