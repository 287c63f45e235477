using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn;

/// <summary>Reads the cells of a view's column as text, as they would stand in a table.</summary>
internal static class CellText
{
    /// <summary>Makes the reader of a column.</summary>
    /// <param name="row">The cursor; the reader reads where it stands.</param>
    /// <param name="column">The column.</param>
    /// <returns>Gives the text of the current cell, or null if it has no value.</returns>
    /// <exception cref="MlNetCnnException">The column holds something that is no single value.</exception>
    public static Func<string?> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is KeyDataViewType)
        {
            return KeyReader(row, column);
        }

        var type = column.Type.RawType;
        return type == typeof(ReadOnlyMemory<char>) ? Value<ReadOnlyMemory<char>>(row, column, text => text.ToString())
            : type == typeof(bool) ? Value<bool>(row, column, value => value ? "true" : "false")
            : type == typeof(float) ? Value<float>(row, column, value => float.IsNaN(value) ? null : Invariant(value))
            : type == typeof(double) ? Value<double>(row, column, value => double.IsNaN(value) ? null : Invariant(value))
            : type == typeof(sbyte) ? Value<sbyte>(row, column, Invariant)
            : type == typeof(byte) ? Value<byte>(row, column, Invariant)
            : type == typeof(short) ? Value<short>(row, column, Invariant)
            : type == typeof(ushort) ? Value<ushort>(row, column, Invariant)
            : type == typeof(int) ? Value<int>(row, column, Invariant)
            : type == typeof(uint) ? Value<uint>(row, column, Invariant)
            : type == typeof(long) ? Value<long>(row, column, Invariant)
            : type == typeof(ulong) ? Value<ulong>(row, column, Invariant)
            : throw WrongType(column, "text, a key with names, a number or a truth value");
    }

    /// <summary>The error for a column that cannot be read as text.</summary>
    /// <param name="column">The column.</param>
    /// <param name="expected">What it should hold.</param>
    /// <returns>The error.</returns>
    public static MlNetCnnException WrongType(DataViewSchema.Column column, string expected) =>
        new(
            FaultKind.Data, "TABLE_COLUMN_TYPE", $"the column '{column.Name}' cannot be read",
            expected: expected, received: column.Type.ToString(), fix: "name another column, or convert this one");

    private static Func<string?> Value<T>(DataViewRow row, DataViewSchema.Column column, Func<T, string?> toText)
    {
        var getter = row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            getter(ref value);
            return toText(value);
        };
    }

    private static Func<string?> KeyReader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type is not VectorDataViewType { ItemType: TextDataViewType })
        {
            throw WrongType(column, "text, or a key whose names are text");
        }

        VBuffer<ReadOnlyMemory<char>> buffer = default;
        column.GetKeyValues(ref buffer);
        var names = buffer.DenseValues().Select(name => name.ToString()).ToArray();
        var type = column.Type.RawType;
        return type == typeof(byte) ? Value<byte>(row, column, key => Name(names, key))
            : type == typeof(ushort) ? Value<ushort>(row, column, key => Name(names, key))
            : type == typeof(uint) ? Value<uint>(row, column, key => Name(names, key))
            : Value<ulong>(row, column, key => Name(names, key));
    }

    // Keys count from 1; 0 is a missing value.
    private static string? Name(string[] names, ulong key) => key == 0 || key > (ulong)names.Length ? null : names[key - 1];

    private static string Invariant<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
