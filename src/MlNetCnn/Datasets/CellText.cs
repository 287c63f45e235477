using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.Datasets;

/// <summary>Reads the cells of a data view column as text, as they would appear in a table.</summary>
internal static class CellText
{
    private const string DisplayText = "text, a key, a number or a Boolean value";

    private interface ITypedReader<out TResult>
    {
        TResult Read<T>(Func<T, string?> toText);
    }

    /// <summary>Creates a reader for a column.</summary>
    /// <param name="row">The cursor; the reader reads at its current position.</param>
    /// <param name="column">The column.</param>
    /// <returns>A function that returns the text of the current cell, or null if the cell has no value.</returns>
    /// <exception cref="MlNetCnnException">The column does not hold single values.</exception>
    public static Func<string?> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not KeyDataViewType)
        {
            return Read(column.Type.RawType, new CellReader(row, column)) ?? throw WrongType(column, DisplayText);
        }

        var names = KeyNames(column);
        var key = Read(column.Type.RawType, new CellReader(row, column))!;

        // Keys count from 1; 0 is a missing value.
        return () => ulong.Parse(key()!, CultureInfo.InvariantCulture) is > 0 and var place && place <= (ulong)names.Count ? names[(int)place - 1] : null;
    }

    /// <summary>Returns the values of a key column as text; a key without names gives the numbers from 1.</summary>
    /// <param name="column">A key column.</param>
    /// <exception cref="MlNetCnnException">The key values are not single values.</exception>
    public static IReadOnlyList<string> KeyNames(DataViewSchema.Column column)
    {
        var names = KeyValueType(column) is { } type
            ? Read(type.RawType, new NameReader(column)) ?? throw WrongType(column, "a key of text, numbers or Boolean values")
            : [.. Enumerable.Range(1, checked((int)((KeyDataViewType)column.Type).Count)).Select(Invariant)];
        return [.. names.Select((name, index) => name ?? Invariant(index + 1))];
    }

    /// <summary>Returns the type of the values of a key column, or null if the key has no names.</summary>
    /// <param name="column">A key column.</param>
    public static PrimitiveDataViewType? KeyValueType(DataViewSchema.Column column) =>
        (column.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type as VectorDataViewType)?.ItemType;

    /// <summary>Creates the error for a column that cannot be read as text.</summary>
    /// <param name="column">The column.</param>
    /// <param name="expected">The expected content.</param>
    /// <returns>The error.</returns>
    public static MlNetCnnException WrongType(DataViewSchema.Column column, string expected) =>
        new(
            ErrorKind.Data, ErrorCodes.TableColumnType, $"the column '{column.Name}' cannot be read",
            expected: expected, received: column.Type.ToString(), fix: "specify another column, or convert this one");

    private static TResult? Read<TResult>(Type type, ITypedReader<TResult> reader)
        where TResult : class =>
        type == typeof(ReadOnlyMemory<char>) ? reader.Read<ReadOnlyMemory<char>>(text => text.ToString())
            : type == typeof(bool) ? reader.Read<bool>(value => value ? "true" : "false")
            : type == typeof(float) ? reader.Read<float>(value => float.IsNaN(value) ? null : Invariant(value))
            : type == typeof(double) ? reader.Read<double>(value => double.IsNaN(value) ? null : Invariant(value))
            : type == typeof(sbyte) ? reader.Read<sbyte>(Invariant)
            : type == typeof(byte) ? reader.Read<byte>(Invariant)
            : type == typeof(short) ? reader.Read<short>(Invariant)
            : type == typeof(ushort) ? reader.Read<ushort>(Invariant)
            : type == typeof(int) ? reader.Read<int>(Invariant)
            : type == typeof(uint) ? reader.Read<uint>(Invariant)
            : type == typeof(long) ? reader.Read<long>(Invariant)
            : type == typeof(ulong) ? reader.Read<ulong>(Invariant)
            : null;

    private static string Invariant<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private sealed class CellReader(DataViewRow row, DataViewSchema.Column column) : ITypedReader<Func<string?>>
    {
        public Func<string?> Read<T>(Func<T, string?> toText)
        {
            var getter = row.GetGetter<T>(column);
            return () =>
            {
                T value = default!;
                getter(ref value);
                return toText(value);
            };
        }
    }

    private sealed class NameReader(DataViewSchema.Column column) : ITypedReader<string?[]>
    {
        public string?[] Read<T>(Func<T, string?> toText)
        {
            VBuffer<T> values = default;
            column.GetKeyValues(ref values);
            return [.. values.DenseValues().Select(toText)];
        }
    }
}
