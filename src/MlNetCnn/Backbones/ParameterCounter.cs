using DataType = MlNetCnn.OnnxFormat.TensorProto.Types.DataType;

namespace MlNetCnn;

/// <summary>Counts the numbers of a network that training would change.</summary>
internal static class ParameterCounter
{
    /// <summary>Weights and biases; running statistics, scalars and shapes are none.</summary>
    /// <param name="graph">The network.</param>
    public static long Count(OnnxGraph graph)
    {
        var statistics = graph.Proto.Node.Where(n => n.OpType == "BatchNormalization").SelectMany(n => n.Input.Skip(3))
            .ToHashSet(StringComparer.Ordinal);
        return graph.Proto.Initializer
            .Where(t => t.Dims.Count > 0 && t.Kind() is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16)
            .Where(t => !statistics.Contains(t.Name)).Sum(t => t.ElementCount());
    }
}
