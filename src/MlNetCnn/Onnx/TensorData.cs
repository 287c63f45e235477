using System.Runtime.InteropServices;
using Google.Protobuf;
using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Onnx;

/// <summary>Reads and writes typed tensors, which ONNX stores either as raw little-endian bytes or in a field per type.</summary>
internal static class TensorData
{
    /// <summary>Returns the tensor's type.</summary>
    /// <param name="tensor">The tensor.</param>
    public static DataType Kind(this TensorProto tensor) => (DataType)tensor.DataType;

    /// <summary>Returns the number of elements of the shape; 1 for a scalar.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_BROKEN</c>: a dimension is negative or the product overflows.</exception>
    public static long ElementCount(this TensorProto tensor)
    {
        try
        {
            return tensor.Dims.Aggregate(1L, (product, size) => size >= 0 ? checked(product * size) : throw new OverflowException());
        }
        catch (OverflowException exception)
        {
            throw Broken(tensor, "dimensions of at least 0", exception);
        }
    }

    /// <summary>Returns the number of bytes of the tensor's values.</summary>
    /// <param name="tensor">The tensor.</param>
    public static long ByteCount(this TensorProto tensor) => tensor.ElementCount() * tensor.Kind() switch
    {
        DataType.Uint8 or DataType.Int8 or DataType.Bool => 1,
        DataType.Uint16 or DataType.Int16 or DataType.Float16 or DataType.Bfloat16 => 2,
        DataType.Float or DataType.Int32 or DataType.Uint32 => 4,
        DataType.Double or DataType.Int64 or DataType.Uint64 or DataType.Complex64 => 8,
        DataType.Complex128 => 16,
        _ => throw Broken(tensor, "a type with a fixed size"),
    };

    /// <summary>Returns the values as float32, from any numeric type.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_BROKEN</c>: the type is not numeric, or the values do not fill the shape.</exception>
    public static float[] ToFloats(this TensorProto tensor) => tensor.Kind() switch
    {
        DataType.Float => Values(tensor, tensor.FloatData, v => v),
        DataType.Float16 => Convert(Values(tensor, tensor.Int32Data, v => BitConverter.UInt16BitsToHalf((ushort)v)), v => (float)v),
        DataType.Bfloat16 => Convert(
            Values(tensor, tensor.Int32Data, v => (ushort)v), v => BitConverter.UInt32BitsToSingle((uint)v << 16)),
        DataType.Double => Convert(Values(tensor, tensor.DoubleData, v => v), v => (float)v),
        _ => Convert(tensor.ToLongs(), v => (float)v),
    };

    /// <summary>Returns the values as int64, from any integer type.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_BROKEN</c>: the type is not an integer type, or the values do not fill the
    /// shape.</exception>
    public static long[] ToLongs(this TensorProto tensor) => tensor.Kind() switch
    {
        DataType.Int64 => Values(tensor, tensor.Int64Data, v => v),
        DataType.Int32 => Convert(Values(tensor, tensor.Int32Data, v => v), v => (long)v),
        DataType.Int16 => Convert(Values(tensor, tensor.Int32Data, v => (short)v), v => (long)v),
        DataType.Int8 => Convert(Values(tensor, tensor.Int32Data, v => (sbyte)v), v => (long)v),
        DataType.Uint16 => Convert(Values(tensor, tensor.Int32Data, v => (ushort)v), v => (long)v),
        DataType.Uint8 or DataType.Bool => Convert(Values(tensor, tensor.Int32Data, v => (byte)v), v => (long)v),
        DataType.Uint32 => Convert(Values(tensor, tensor.Uint64Data, v => (uint)v), v => (long)v),
        DataType.Uint64 => Convert(Values(tensor, tensor.Uint64Data, v => v), v => checked((long)v)),
        _ => throw Broken(tensor, "a numeric type"),
    };

    /// <summary>Creates a float32 tensor.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="values">Its values, row-major.</param>
    /// <param name="shape">Its shape; empty for a scalar.</param>
    public static TensorProto Create(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        Create(name, DataType.Float, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Creates an int64 tensor.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="values">Its values, row-major.</param>
    /// <param name="shape">Its shape; empty for a scalar.</param>
    public static TensorProto Create(string name, ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        Create(name, DataType.Int64, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Creates a tensor from raw little-endian bytes.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="bytes">Its values, row-major.</param>
    /// <param name="shape">Its shape; empty for a scalar.</param>
    public static TensorProto Create(string name, DataType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.AddRange(shape.ToArray());
        return tensor;
    }

    /// <summary>Replaces the values with float32 values of the same shape.</summary>
    /// <param name="tensor">The tensor; changed in place.</param>
    /// <param name="values">The new values, row-major.</param>
    public static void SetFloats(this TensorProto tensor, ReadOnlySpan<float> values)
    {
        tensor.DataType = (int)DataType.Float;
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values));
        tensor.FloatData.Clear();
        tensor.Int32Data.Clear();
        tensor.Int64Data.Clear();
        tensor.DoubleData.Clear();
        tensor.Uint64Data.Clear();
    }

    private static T[] Values<TField, T>(TensorProto tensor, IReadOnlyList<TField> field, Func<TField, T> convert)
        where T : unmanaged
    {
        var count = tensor.ElementCount();
        if (tensor.RawData.Length > 0)
        {
            return tensor.RawData.Length == tensor.ByteCount()
                ? MemoryMarshal.Cast<byte, T>(tensor.RawData.Span).ToArray()
                : throw Broken(tensor, $"{tensor.ByteCount()} bytes of values");
        }

        return field.Count == count ? [.. field.Select(convert)] : throw Broken(tensor, $"{count} values");
    }

    private static TOut[] Convert<TIn, TOut>(TIn[] values, Func<TIn, TOut> convert) => Array.ConvertAll(values, v => convert(v));

    private static MlNetCnnException Broken(TensorProto tensor, string expected, Exception? inner = null) => new(
        ErrorKind.Model, ErrorCodes.ModelBroken, $"the tensor '{tensor.Name}' cannot be read", expected: expected,
        received: $"{tensor.Kind()} [{string.Join(", ", tensor.Dims)}] with {tensor.RawData.Length} raw bytes",
        fix: "export the network again", innerException: inner);
}
