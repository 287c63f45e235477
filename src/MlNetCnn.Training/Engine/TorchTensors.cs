using System.Runtime.InteropServices;
using MlNetCnn.Onnx.Format;
using static TorchSharp.torch;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Training;

/// <summary>Converts tensors between ONNX files and libtorch, and to the precision and memory layout that libtorch uses.</summary>
internal static class TorchTensors
{
    /// <summary>Returns the libtorch type of an ONNX type.</summary>
    /// <param name="type">The ONNX type.</param>
    /// <returns>The type, or null if libtorch does not support it.</returns>
    public static ScalarType? TypeOf(DataType type) => type switch
    {
        DataType.Float => ScalarType.Float32,
        DataType.Double => ScalarType.Float64,
        DataType.Float16 => ScalarType.Float16,
        DataType.Bfloat16 => ScalarType.BFloat16,
        DataType.Int64 => ScalarType.Int64,
        DataType.Int32 => ScalarType.Int32,
        DataType.Int16 => ScalarType.Int16,
        DataType.Int8 => ScalarType.Int8,
        DataType.Uint8 => ScalarType.Byte,
        DataType.Bool => ScalarType.Bool,
        _ => null,
    };

    /// <summary>Creates a tensor from a constant of a file, row-major.</summary>
    /// <param name="constant">The constant.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_TYPE_UNSUPPORTED</c>, or <c>MODEL_BROKEN</c>: the values do not fill the shape.</exception>
    public static Tensor FromProto(TensorProto constant)
    {
        var type = TypeOf(constant.Kind()) ?? throw new MlNetCnnException(
            ErrorKind.Model, ErrorCodes.ModelTypeUnsupported, $"training does not support the type of the tensor '{constant.Name}'",
            expected: "floating-point numbers, integers of up to 64 bits or Boolean values", received: GraphInputs.TypeName(constant.Kind()),
            fix: "export the network again in float32");
        // The values are checked first: a corrupt file may state a shape that does not fit into memory.
        var bytes = constant.ElementCount() > 0 ? Bytes(constant) : [];
        var tensor = empty([.. constant.Dims], dtype: type);
        if (bytes.Length > 0)
        {
            bytes.CopyTo(tensor.bytes);
        }

        return tensor;
    }

    /// <summary>Returns the values of an integer or Boolean tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    public static long[] ToLongs(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.to_type(ScalarType.Int64).cpu().contiguous().data<long>().ToArray();
    }

    /// <summary>Returns the values of a tensor as float32, row-major.</summary>
    /// <param name="tensor">The tensor.</param>
    public static float[] ToFloats(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to_type(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>Creates a constant of a file, row-major.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tensor">Its values, of any type and layout.</param>
    /// <param name="type">The type in the file: float32 or float64.</param>
    public static TensorProto ToProto(string name, Tensor tensor, DataType type)
    {
        using var scope = NewDisposeScope();
        var values = tensor.detach().to_type(TypeOf(type)!.Value).cpu().contiguous();
        return TensorData.Create(name, type, values.bytes, values.shape);
    }

    /// <summary>Converts both operands to the lower of their precisions, because 16-bit activations are combined with 32-bit constants.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other operand.</param>
    public static (Tensor Left, Tensor Right) SamePrecision(Tensor left, Tensor right)
    {
        if (left.dtype == right.dtype || !left.is_floating_point() || !right.is_floating_point())
        {
            return (left, right);
        }

        return left.ElementSize < right.ElementSize ? (left, right.to_type(left.dtype)) : (left.to_type(right.dtype), right);
    }

    /// <summary>Stores the channels of each pixel next to each other in memory, as libtorch's fast kernels require; the shape stays [N, C, H, W].</summary>
    /// <param name="tensor">A tensor [N, C, H, W] or [filters, C, H, W]; others are returned unchanged.</param>
    public static Tensor ChannelsLast(Tensor tensor) =>
        tensor.Dimensions == 4 ? tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : tensor;

    private static ReadOnlySpan<byte> Bytes(TensorProto constant)
    {
        if (constant.RawData.Length > 0)
        {
            return constant.RawData.Length == constant.ByteCount() ? constant.RawData.Span : MemoryMarshal.AsBytes<float>(constant.ToFloats());
        }

        return constant.Kind() switch
        {
            DataType.Float => MemoryMarshal.AsBytes<float>(constant.ToFloats()),
            DataType.Double => MemoryMarshal.AsBytes<double>(constant.DoubleData.ToArray()),
            DataType.Float16 or DataType.Bfloat16 => MemoryMarshal.AsBytes<ushort>(constant.Int32Data.Select(v => (ushort)v).ToArray()),
            DataType.Int64 => MemoryMarshal.AsBytes<long>(constant.ToLongs()),
            DataType.Int32 => MemoryMarshal.AsBytes<int>(constant.ToLongs().Select(v => (int)v).ToArray()),
            DataType.Int16 => MemoryMarshal.AsBytes<short>(constant.ToLongs().Select(v => (short)v).ToArray()),
            _ => constant.ToLongs().Select(v => (byte)v).ToArray(),
        };
    }
}
