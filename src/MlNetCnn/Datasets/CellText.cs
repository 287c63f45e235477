using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.Datasets;

/// <summary>Reads the cells of a view's column as text, as they would stand in a table.</summary>
internal static class CellText
{
    private const string DisplayText = "text, a key, a number or a truth value";

    private interface ITypedReader<out TResult>
    {
        TResult Read<T>(Func<T, string?> toText);
    }

    /// <summary>Makes the reader of a column.</summary>
    /// <param name="row">The cursor; the reader reads where it stands.</param>
    /// <param name="column">The column.</param>
    /// <returns>Gives the text of the current cell, or null if it has no value.</returns>
    /// <exception cref="MlNetCnnException">The column holds something that is no single value.</exception>
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

    /// <summary>The values that a key stands for, as text; the numbers from 1 on where it names none.</summary>
    /// <param name="column">A column of keys.</param>
    /// <exception cref="MlNetCnnException">The values are of a type that is no single value.</exception>
    public static IReadOnlyList<string> KeyNames(DataViewSchema.Column column)
    {
        var names = KeyValueType(column) is { } type
            ? Read(type.RawType, new NameReader(column)) ?? throw WrongType(column, "a key of text, numbers or truth values")
            : [.. Enumerable.Range(1, checked((int)((KeyDataViewType)column.Type).Count)).Select(Invariant)];
        return [.. names.Select((name, index) => name ?? Invariant(index + 1))];
    }

    /// <summary>The type of the values that a key stands for, or null where it names none.</summary>
    /// <param name="column">A column of keys.</param>
    public static PrimitiveDataViewType? KeyValueType(DataViewSchema.Column column) =>
        (column.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type as VectorDataViewType)?.ItemType;

    /// <summary>The error for a column that cannot be read as text.</summary>
    /// <param name="column">The column.</param>
    /// <param name="expected">What it should hold.</param>
    /// <returns>The error.</returns>
    public static MlNetCnnException WrongType(DataViewSchema.Column column, string expected) =>
        new(
            ErrorKind.Data, ErrorCodes.TableColumnType, $"the column '{column.Name}' cannot be read",
            expected: expected, received: column.Type.ToString(), fix: "name another column, or convert this one");

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
