using CsvHelper;

namespace MlNetCnn.Datasets;

/// <summary>The indices of the columns of a table; -1 for a missing column.</summary>
/// <param name="Width">The number of columns in the header.</param>
/// <param name="Path">The column of the paths.</param>
/// <param name="Label">The column of the labels.</param>
/// <param name="Part">The column of the splits.</param>
/// <param name="Group">The column of the groups.</param>
internal sealed record TableColumns(int Width, int Path, int Label, int Part, int Group)
{
    /// <summary>The names by which a path column is recognized.</summary>
    public static readonly string[] PathNames = ["filename", "path", "image", "file"];

    /// <summary>The names by which a label column is recognized.</summary>
    public static readonly string[] LabelNames = ["label", "class"];

    /// <summary>The names by which a split column is recognized.</summary>
    public static readonly string[] SplitNames = ["split", "part"];

    /// <summary>Finds the columns by the names in the header.</summary>
    /// <param name="table">The table, for messages.</param>
    /// <param name="header">The cells of the header.</param>
    /// <param name="options">The names, where they are specified.</param>
    /// <param name="warn">Receives warnings.</param>
    /// <returns>The columns.</returns>
    /// <exception cref="MlNetCnnException">There is no header, it repeats a name, or it lacks a column.</exception>
    public static TableColumns Find(string table, string[] header, TableOptions options, Action<string> warn)
    {
        if (Array.Exists(header, cell => cell.Contains('\0') || cell.Contains('\uFFFD')))
        {
            throw WrongEncoding(table, "the header");
        }

        header = Array.ConvertAll(header, cell => cell.Trim());
        CheckHeader(table, header);
        var columns = new TableColumns(
            header.Length,
            Require(table, header, options.PathColumn, PathNames, "paths", nameof(TableOptions.PathColumn)),
            options.LabelIsOptional ? -1 : Require(table, header, options.LabelColumn, LabelNames, "labels", nameof(TableOptions.LabelColumn)),
            IsNone(options.SplitColumn, header) ? -1 : Optional(table, header, options.SplitColumn, SplitNames, "splits", nameof(TableOptions.SplitColumn)),
            Optional(table, header, options.GroupColumn, [], "groups", nameof(TableOptions.GroupColumn)));
        WarnOfOthers(options.PathColumn, PathNames, "paths", nameof(TableOptions.PathColumn));
        if (!options.LabelIsOptional)
        {
            WarnOfOthers(options.LabelColumn, LabelNames, "labels", nameof(TableOptions.LabelColumn));
        }

        return columns;

        void WarnOfOthers(string? named, string[] usual, string what, string property)
        {
            string[] fitting = [.. usual.Where(name => IndexOf(header, name) >= 0)];
            if (named is null && fitting.Length > 1)
            {
                warn($"'{table}': the {what} are taken from the column '{fitting[0]}'; {string.Join(", ", fitting.Skip(1).Select(name => $"'{name}'"))} "
                    + $"would match too ({property})");
            }
        }
    }

    /// <summary>Whether the specified split column means that there is none.</summary>
    /// <param name="name">The name, or null.</param>
    /// <param name="header">The existing columns; one of them may have this name.</param>
    public static bool IsNone(string? name, IEnumerable<string> header) =>
        "none".Equals(name, StringComparison.OrdinalIgnoreCase) && !header.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the cells of the current row of the reader.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The row.</returns>
    public TableRow Row(CsvReader reader)
    {
        var surplus = 0;
        for (var column = Width; column < reader.FieldCount; column++)
        {
            surplus += reader.IsEmpty(column) ? 0 : 1;
        }

        return new TableRow(
            "line", reader.LineNumber, Cell(reader, Path), Cell(reader, Label), Cell(reader, Part), Cell(reader, Group), surplus);
    }

    /// <summary>Creates the error for text that is not in a supported encoding.</summary>
    /// <param name="table">The table.</param>
    /// <param name="where">The location in the table.</param>
    /// <returns>The error.</returns>
    public static MlNetCnnException WrongEncoding(string table, string where) =>
        new(
            ErrorKind.Data, ErrorCodes.TableEncoding, $"{where} of '{table}' is not UTF-8",
            expected: "UTF-8, or UTF-16 with its byte order mark", fix: "save the table as UTF-8 (in a spreadsheet: 'CSV UTF-8')");

    private static string? Cell(CsvReader reader, int column) =>
        column >= 0 && column < reader.FieldCount ? reader.GetString(column) : null;

    private static void CheckHeader(string table, string[] header)
    {
        if (Array.TrueForAll(header, cell => cell.Length == 0))
        {
            throw NoHeader(table, "an empty table");
        }

        if (Array.Exists(header, ImageExtensions.Matches))
        {
            throw NoHeader(table, $"an image in the first line: '{Array.Find(header, ImageExtensions.Matches)}'");
        }

        var repeated = header.Where(cell => cell.Length > 0).GroupBy(cell => cell, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (repeated is not null)
        {
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.TableDuplicateColumn, $"the header of '{table}' has more than one column '{repeated.Key}'",
                expected: "a unique name for every column, ignoring case", received: Listed(header), fix: "rename or remove one of them");
        }
    }

    private static MlNetCnnException NoHeader(string table, string received) =>
        new(
            ErrorKind.Data, ErrorCodes.TableNoHeader, $"'{table}' has no header",
            expected: "a first line with the names of the columns, for example: filename,label", received: received, fix: "add the line");

    private static int Require(string table, string[] header, string? name, string[] usual, string what, string property)
    {
        var column = Optional(table, header, name, usual, what, property);
        return column >= 0
            ? column
            : throw Missing(table, header, $"one of {string.Join(", ", usual)}", what, property);
    }

    private static int Optional(string table, string[] header, string? name, string[] usual, string what, string property)
    {
        if (name is not null)
        {
            var column = IndexOf(header, name.Trim());
            return column >= 0 ? column : throw Missing(table, header, $"'{name}'", what, property);
        }

        foreach (var candidate in usual)
        {
            if (IndexOf(header, candidate) is >= 0 and var column)
            {
                return column;
            }
        }

        return -1;
    }

    private static MlNetCnnException Missing(string table, string[] header, string expected, string what, string property) =>
        new(
            ErrorKind.Data, ErrorCodes.TableColumnMissing, $"'{table}' has no column for the {what}",
            expected: $"a column named {expected}", received: $"the columns {Listed(header)}",
            fix: $"specify the column (TableOptions.{property}); if the first line is not a header, add one; if the separator is wrong, set it");

    private static int IndexOf(string[] header, string name) =>
        Array.FindIndex(header, cell => cell.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string Listed(string[] header) => string.Join(", ", header.Select(cell => $"'{cell}'"));
}
