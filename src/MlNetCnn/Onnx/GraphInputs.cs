using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;
using Dimension = MlNetCnn.Onnx.Format.TensorShapeProto.Types.Dimension;

namespace MlNetCnn.Onnx;

/// <summary>Reads and creates the declarations of a graph's inputs and outputs.</summary>
internal static class GraphInputs
{
    /// <summary>Creates a declaration.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="shape">Its dimensions: an integer (below 0 for unknown), or the name of a symbol.</param>
    public static ValueInfoProto Create(string name, DataType type, IReadOnlyList<object> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var size in shape)
        {
            dimensions.Dim.Add(size switch
            {
                string symbol => new Dimension { DimParam = symbol },
                IConvertible number when System.Convert.ToInt64(number) is >= 0 and var value => new Dimension { DimValue = value },
                _ => new Dimension(),
            });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dimensions } },
        };
    }

    /// <summary>Returns the element type, <c>Undefined</c> if none is declared.</summary>
    /// <param name="port">The declaration.</param>
    public static DataType Kind(this ValueInfoProto port) => (DataType)(port.Type?.TensorType?.ElemType ?? 0);

    /// <summary>Returns the dimensions, null for each that is symbolic, unknown or 0; null if no shape is declared.</summary>
    /// <param name="port">The declaration.</param>
    public static IReadOnlyList<long?>? Shape(this ValueInfoProto port) =>
        port.Type?.TensorType?.Shape?.Dim.Select(d => d.DimValue > 0 ? d.DimValue : (long?)null).ToList();

    /// <summary>Returns the declaration as text, for example <c>float32 [N, 3, 224, 224]</c>.</summary>
    /// <param name="port">The declaration.</param>
    public static string Describe(this ValueInfoProto port)
    {
        var shape = port.ShapeTexts();
        return $"{TypeName(port.Kind())} {(shape is null ? "of unknown shape" : $"[{string.Join(", ", shape)}]")}";
    }

    /// <summary>Returns the dimensions as text: numbers, symbols or <c>?</c>; null if no shape is declared.</summary>
    /// <param name="port">The declaration.</param>
    public static IReadOnlyList<string>? ShapeTexts(this ValueInfoProto port) =>
        port.Type?.TensorType?.Shape?.Dim
            .Select(d => d.DimParam.Length > 0 ? d.DimParam : d.DimValue > 0 ? $"{d.DimValue}" : "?").ToList();

    /// <summary>Returns the usual name of a type, for example <c>float32</c>.</summary>
    /// <param name="type">The type.</param>
    public static string TypeName(DataType type) => type switch
    {
        DataType.Float => "float32",
        DataType.Double => "float64",
        DataType.Undefined => "no tensor",
        _ => type.ToString().ToLowerInvariant(),
    };
}
