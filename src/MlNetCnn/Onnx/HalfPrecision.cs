using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Onnx;

/// <summary>
/// Converts 16-bit floating-point networks to float32: 16-bit numbers have no advantage on a CPU, and a head is trained
/// on float32 features.
/// </summary>
internal static class HalfPrecision
{
    /// <summary>Converts every 16-bit float: constants, inputs, outputs, casts.</summary>
    /// <param name="graph">The graph; changed in place.</param>
    /// <returns>Whether there were any.</returns>
    public static bool Widen(OnnxGraph graph)
    {
        var changed = false;
        graph.Edit(proto => changed = Widen(proto));
        return changed;
    }

    private static bool Widen(GraphProto graph)
    {
        var changed = graph.Initializer.Count(Widen) > 0;
        foreach (var port in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo).Where(p => IsHalf((int)p.Kind())))
        {
            port.Type.TensorType.ElemType = (int)DataType.Float;
            changed = true;
        }

        foreach (var node in graph.Node)
        {
            foreach (var attribute in node.Attribute)
            {
                changed |= attribute.T is not null && Widen(attribute.T);
                changed |= attribute.Tensors.Count(Widen) > 0;
                changed |= node.Subgraphs().Count(Widen) > 0;
                // Cast, the random operators and DequantizeLinear declare the type of their result in these; no other operator uses the names.
                if (attribute.Name is "to" or "dtype" or "output_dtype" && IsHalf((int)attribute.I))
                {
                    attribute.I = (long)DataType.Float;
                    changed = true;
                }
            }
        }

        return changed;
    }

    private static bool Widen(TensorProto tensor)
    {
        if (!IsHalf(tensor.DataType))
        {
            return false;
        }

        tensor.SetFloats(tensor.ToFloats());
        return true;
    }

    private static bool IsHalf(int type) => (DataType)type is DataType.Float16 or DataType.Bfloat16;
}
