using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.Datasets;

/// <summary>Lists the rows of a data view; <see cref="ImageDataset.FromDataView(IDataView, TableOptions)"/> describes the rules.</summary>
internal static class DataViewListing
{
    private const string Name = "a data view";

    /// <summary>Reads a data view from the first row to the last.</summary>
    /// <param name="data">The data view.</param>
    /// <param name="options">Its columns.</param>
    /// <returns>The dataset.</returns>
    /// <exception cref="MlNetCnnException">See <see cref="ImageDataset.FromDataView(IDataView, TableOptions)"/>.</exception>
    public static ImageDataset Read(IDataView data, TableOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        var path = Require(data.Schema, options.PathColumn, TableColumns.PathNames, "paths");
        var label = Require(data.Schema, options.LabelColumn, TableColumns.LabelNames, "labels");
        var part = TableColumns.IsNone(options.SplitColumn, data.Schema.Select(column => column.Name))
            ? null
            : Find(data.Schema, options.SplitColumn, TableColumns.SplitNames, "splits");
        var group = Find(data.Schema, options.GroupColumn, [], "groups");
        if (path.Type is not TextDataViewType)
        {
            throw CellText.WrongType(path, "text");
        }

        var root = options.ImageRoot is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.ImageRoot));
        var builder = new ListingBuilder(Name);
        DataViewSchema.Column?[] columns = [path, label, part, group];
        using var cursor = data.GetRowCursor(columns.OfType<DataViewSchema.Column>().DistinctBy(column => column.Index));
        var cells = Array.ConvertAll(columns, column => column is { } known ? CellText.Reader(cursor, known) : () => null);
        var number = 0L;
        while (cursor.MoveNext())
        {
            number++;
            var row = new TableRow("row", number, cells[0](), cells[1](), cells[2](), cells[3]());
            PathCell.Add(builder, row, root, SplitNames.Of(row, Name));
        }

        return builder.Build(root, sort: false);
    }

    private static DataViewSchema.Column Require(DataViewSchema schema, string? name, string[] usual, string what) =>
        Find(schema, name, usual, what) ?? throw Missing(schema, $"column for the {what}", $"a column named one of {string.Join(", ", usual)}");

    private static DataViewSchema.Column? Find(DataViewSchema schema, string? name, string[] usual, string what) =>
        name is not null
            ? schema.GetColumnOrNull(name) ?? throw Missing(schema, $"column '{name}'", $"a column for the {what}")
            : usual
                .Select(candidate => schema.Cast<DataViewSchema.Column?>().FirstOrDefault(
                    column => !column!.Value.IsHidden && column.Value.Name.Equals(candidate, StringComparison.OrdinalIgnoreCase)))
                .FirstOrDefault(column => column is not null);

    private static MlNetCnnException Missing(DataViewSchema schema, string what, string expected) =>
        new(
            ErrorKind.Data, ErrorCodes.TableColumnMissing, $"the data view has no {what}", expected: expected,
            received: "the columns " + string.Join(", ", schema.Select(column => $"'{column.Name}'")), fix: "specify one of its columns");
}
