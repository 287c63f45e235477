using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace StockRunner;

/// <summary><c>column</c>: the values of a vector column as raw float32, row after row, to be compared between versions.</summary>
internal static class ColumnCommand
{
    public static void List(string model)
    {
        foreach (var column in new StockModel(model).Transform([]).Schema)
        {
            Console.WriteLine($"{column.Name}\t{column.Type}{(column.IsHidden ? "\thidden" : "")}");
        }
    }

    public static void Run(string model, string name, string list, string output)
    {
        var paths = ImageList.Read(list);
        var mlNet = new StockModel(model);
        var view = mlNet.Transform(paths);
        var column = view.Schema.GetColumnOrNull(name)
            ?? throw new RunnerException(RunnerException.Usage, $"the model has no column '{name}'; ask for '?' to see which it has");
        var kind = (column.Type as VectorDataViewType)?.ItemType.RawType;
        if (kind != typeof(float) && kind != typeof(byte))
        {
            throw new RunnerException(RunnerException.Usage, $"the column '{name}' is {column.Type}, not a vector of float or byte");
        }

        using var file = File.Create(output);
        mlNet.Reading(paths, () => kind == typeof(float)
            ? Write<float>(view, column, file, value => value)
            : Write<byte>(view, column, file, value => value));
    }

    private static int Write<T>(IDataView view, DataViewSchema.Column column, Stream file, Func<T, float> toFloat)
    {
        using var cursor = view.GetRowCursor([column]);
        var getter = cursor.GetGetter<VBuffer<T>>(column);
        VBuffer<T> row = default;
        float[] values = [];
        var rows = 0;
        for (; cursor.MoveNext(); rows++)
        {
            getter(ref row);
            Array.Resize(ref values, row.Length);
            var next = 0;
            foreach (var value in row.DenseValues())
            {
                values[next++] = toFloat(value);
            }

            file.Write(MemoryMarshal.AsBytes<float>(values));
        }

        return rows;
    }
}
