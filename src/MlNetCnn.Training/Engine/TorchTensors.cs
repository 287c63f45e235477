using System.Runtime.InteropServices;
using MlNetCnn.Onnx.Format;
using static TorchSharp.torch;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Training;

/// <summary>Tensors of ONNX files as tensors of libtorch and back, and the precision and layout that they have there.</summary>
internal static class TorchTensors
{
    /// <summary>The libtorch type of an ONNX type.</summary>
    /// <param name="type">The ONNX type.</param>
    /// <returns>Null where libtorch computes with no such type.</returns>
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

    /// <summary>A copy of a constant of a file, row-major.</summary>
    /// <param name="constant">The constant.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_TYPE_UNSUPPORTED</c>, or <c>MODEL_BROKEN</c>: the values do not fill the
    /// shape.</exception>
    public static Tensor FromProto(TensorProto constant)
    {
        var type = TypeOf(constant.Kind()) ?? throw new MlNetCnnException(
            ErrorKind.Model, ErrorCodes.ModelTypeUnsupported, $"training cannot compute with the tensor '{constant.Name}'",
            expected: "floating point numbers, whole numbers of up to 64 bits or truth values", received: GraphInputs.TypeName(constant.Kind()),
            fix: "export the network again in float32");
        // The values are looked at first: a broken file may state a shape that no memory holds.
        var bytes = constant.ElementCount() > 0 ? Bytes(constant) : [];
        var tensor = empty([.. constant.Dims], dtype: type);
        if (bytes.Length > 0)
        {
            bytes.CopyTo(tensor.bytes);
        }

        return tensor;
    }

    /// <summary>The values of a tensor of whole numbers or truth values.</summary>
    /// <param name="tensor">The tensor.</param>
    public static long[] ToLongs(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.to_type(ScalarType.Int64).cpu().contiguous().data<long>().ToArray();
    }

    /// <summary>The values of a tensor, row-major, as float32.</summary>
    /// <param name="tensor">The tensor.</param>
    public static float[] ToFloats(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to_type(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>A constant of a file, row-major.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tensor">Its values, of any type and layout.</param>
    /// <param name="type">The type that it has in the file: float32 or float64.</param>
    public static TensorProto ToProto(string name, Tensor tensor, DataType type)
    {
        using var scope = NewDisposeScope();
        var values = tensor.detach().to_type(TypeOf(type)!.Value).cpu().contiguous();
        return TensorData.Create(name, type, values.bytes, values.shape);
    }

    /// <summary>Both operands in one precision: that of the coarser, because activations in 16 bits meet constants in 32.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other one.</param>
    public static (Tensor Left, Tensor Right) SamePrecision(Tensor left, Tensor right)
    {
        if (left.dtype == right.dtype || !left.is_floating_point() || !right.is_floating_point())
        {
            return (left, right);
        }

        return left.ElementSize < right.ElementSize ? (left, right.to_type(left.dtype)) : (left.to_type(right.dtype), right);
    }

    /// <summary>The same values with the channels of each pixel side by side in memory, which libtorch's fast kernels want; the
    /// shape stays [N, C, H, W].</summary>
    /// <param name="tensor">A tensor [N, C, H, W] or [filters, C, H, W]; others are returned as they are.</param>
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
