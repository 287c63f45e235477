using System.Runtime.InteropServices;
using MlNetCnn.Onnx.Format;
using Xunit;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Tests;

public sealed class TensorDataTests
{
    private static readonly float[] Expected = [1, -2];

    public static TheoryData<string> Types => ["Float", "Float16", "Bfloat16", "Double", "Int8", "Int16", "Int32", "Int64"];

    [Theory]
    [MemberData(nameof(Types))]
    public void ToFloats_RawOrTypedField_ReadsThem(string type)
    {
        Assert.Equal(Expected, Raw(Enum.Parse<DataType>(type)).ToFloats());
        Assert.Equal(Expected, Typed(Enum.Parse<DataType>(type)).ToFloats());
    }

    [Theory]
    [InlineData("Uint8", 255)]
    [InlineData("Uint16", 65535)]
    [InlineData("Uint32", 4294967295)]
    public void ToLongs_Unsigned_KeepsTheTopBit(string type, long expected)
    {
        var kind = Enum.Parse<DataType>(type);
        var size = kind == DataType.Uint8 ? 1 : kind == DataType.Uint16 ? 2 : 4;
        var raw = TensorData.Create("t", kind, BitConverter.GetBytes(expected).AsSpan(0, size), 1);
        Assert.Equal([expected], raw.ToLongs());
        var typed = new TensorProto { DataType = (int)kind, Dims = { 1 } };
        if (kind == DataType.Uint32)
        {
            typed.Uint64Data.Add((ulong)expected);
        }
        else
        {
            typed.Int32Data.Add((int)expected);
        }

        Assert.Equal([expected], typed.ToLongs());
    }

    [Fact]
    public void ToFloats_Scalar_IsOneNumber() => Assert.Equal([3f], TensorData.Create("t", [3f]).ToFloats());

    [Fact]
    public void ToFloats_Empty_IsNothing() => Assert.Empty(new TensorProto { DataType = (int)DataType.Float, Dims = { 0, 3 } }.ToFloats());

    [Fact]
    public void ToFloats_TooFewValues_IsRefused()
    {
        AssertBroken(() => new TensorProto { DataType = (int)DataType.Float, Dims = { 3 }, FloatData = { 1, 2 } }.ToFloats());
        AssertBroken(() => TensorData.Create("t", DataType.Float, [1, 2, 3, 4], 3).ToFloats());
        AssertBroken(() => new TensorProto { DataType = (int)DataType.Float, Dims = { long.MaxValue, 3 } }.ToFloats());
        AssertBroken(() => new TensorProto { DataType = (int)DataType.Float, Dims = { -1 } }.ToFloats());
        AssertBroken(() => new TensorProto { DataType = (int)DataType.String, Dims = { 1 } }.ToFloats());
        AssertBroken(() => new TensorProto { DataType = (int)DataType.Float, Dims = { 1 }, FloatData = { 1 } }.ToLongs());
    }

    private static void AssertBroken(Action read) => Assert.Equal("MODEL_BROKEN", Assert.Throws<MlNetCnnException>(read).Code);

    private static TensorProto Raw(DataType type) => TensorData.Create("t", type, type switch
    {
        DataType.Float => MemoryMarshal.AsBytes<float>([1, -2]),
        DataType.Float16 => MemoryMarshal.AsBytes<Half>([(Half)1, (Half)(-2)]),
        DataType.Bfloat16 => MemoryMarshal.AsBytes<ushort>([0x3F80, 0xC000]),
        DataType.Double => MemoryMarshal.AsBytes<double>([1, -2]),
        DataType.Int8 => MemoryMarshal.AsBytes<sbyte>([1, -2]),
        DataType.Int16 => MemoryMarshal.AsBytes<short>([1, -2]),
        DataType.Int32 => MemoryMarshal.AsBytes<int>([1, -2]),
        _ => MemoryMarshal.AsBytes<long>([1, -2]),
    }, 2);

    private static TensorProto Typed(DataType type)
    {
        var tensor = new TensorProto { Name = "t", DataType = (int)type, Dims = { 2 } };
        switch (type)
        {
            case DataType.Float:
                tensor.FloatData.AddRange(Expected);
                break;
            case DataType.Double:
                tensor.DoubleData.AddRange([1, -2]);
                break;
            case DataType.Int64:
                tensor.Int64Data.AddRange([1, -2]);
                break;
            case DataType.Float16:
                tensor.Int32Data.AddRange([0x3C00, 0xC000]);
                break;
            case DataType.Bfloat16:
                tensor.Int32Data.AddRange([0x3F80, 0xC000]);
                break;
            default:
                tensor.Int32Data.AddRange([1, -2]);
                break;
        }

        return tensor;
    }
}
