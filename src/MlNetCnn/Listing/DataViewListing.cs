using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn;

/// <summary>Lists the rows of a view; the rules are told at <see cref="ImageListing.FromDataView"/>.</summary>
internal static class DataViewListing
{
    /// <summary>Reads a view from its first row to its last.</summary>
    /// <param name="data">The view.</param>
    /// <param name="pathColumn">The column of the paths.</param>
    /// <param name="labelColumn">The column of the labels.</param>
    /// <returns>The listing.</returns>
    /// <exception cref="MlNetCnnException">See <see cref="ImageListing.FromDataView"/>.</exception>
    public static ImageListing Read(IDataView data, string pathColumn, string labelColumn)
    {
        ArgumentNullException.ThrowIfNull(data);
        var path = Find(data.Schema, pathColumn);
        var label = Find(data.Schema, labelColumn);
        if (path.Type is not TextDataViewType)
        {
            throw CellText.WrongType(path, "text");
        }

        var builder = new ListingBuilder("a data view");
        using var cursor = data.GetRowCursor([path, label]);
        var readPath = CellText.Reader(cursor, path);
        var readLabel = CellText.Reader(cursor, label);
        var number = 0L;
        while (cursor.MoveNext())
        {
            number++;
            var row = new TableRow("row", number, readPath(), readLabel());
            if (PathCell.TryRead(builder, row, root: null, out var file))
            {
                builder.Add(row, file, ImagePart.Unassigned);
            }
        }

        return builder.Build(root: null, sort: false);
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string name) =>
        schema.GetColumnOrNull(name) ?? throw new MlNetCnnException(
            FaultKind.Data, "TABLE_COLUMN_MISSING", $"the data view has no column '{name}'",
            received: "the columns " + string.Join(", ", schema.Select(column => $"'{column.Name}'")), fix: "name one of its columns");
}
