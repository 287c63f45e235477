using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>
/// Converts everything that does not depend on an input to constants: <c>Constant</c> nodes, shape arithmetic before
/// <c>Pad</c>, and weights after <c>DequantizeLinear</c>, which ONNX Runtime would compute again on every run. ONNX Runtime
/// itself does the arithmetic, so the values are the same as in a run.
/// </summary>
internal static class ConstantFolding
{
    private static readonly HashSet<string> Random = new(StringComparer.Ordinal)
    {
        "RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike", "Multinomial", "Bernoulli",
    };

    /// <summary>Folds constants, and removes nodes and constants that are no longer used.</summary>
    /// <param name="graph">The graph; changed in place. Results keep the names of their tensors.</param>
    /// <param name="name">The name of the model in messages.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_OPERATOR_UNSUPPORTED</c> or <c>MODEL_NOT_RUNNABLE</c>.</exception>
    public static void Fold(OnnxGraph graph, string name)
    {
        FreeInitializers(graph);
        LiftConstants(graph);
        var constant = ConstantNodes(graph);
        var requested = constant.SelectMany(n => n.Output)
            .Where(o => o.Length > 0 && (graph.IsOutput(o) || graph.Consumers(o).Any(c => !constant.Contains(c)))).ToList();
        if (requested.Count > 0)
        {
            var part = Part(graph, constant, requested);
            using var session = GraphRunner.Open(part, name);
            var values = GraphRunner.Run(session, new Dictionary<string, (float[], long[])>(), requested, name);
            foreach (var value in values.OfType<TensorProto>())
            {
                graph.SetInitializer(value);
            }

            var folded = values.OfType<TensorProto>().Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
            graph.KeepNodes(n => !n.Output.Any(folded.Contains));
        }

        graph.Prune();
    }

    private static void FreeInitializers(OnnxGraph graph)
    {
        // Formats before 4 list each initializer among the inputs, where a caller might override it; in practice no caller does.
        graph.SetInputs(graph.Inputs);
        graph.Model.IrVersion = Math.Max(graph.Model.IrVersion, OnnxLimits.MinimumWrittenIr);
    }

    private static void LiftConstants(OnnxGraph graph)
    {
        var lifted = graph.Proto.Node.Where(n => n.OpType == "Constant" && n.Find("value")?.T is not null && !graph.IsOutput(n.Output[0]))
            .ToHashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        graph.Edit(proto =>
        {
            foreach (var node in lifted)
            {
                var tensor = node.Find("value")!.T;
                tensor.Name = node.Output[0];
                proto.Initializer.Add(tensor);
            }
        });

        graph.KeepNodes(n => !lifted.Contains(n));
    }

    private static HashSet<NodeProto> ConstantNodes(OnnxGraph graph)
    {
        var nodes = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        foreach (var node in graph.SortedNodes())
        {
            if (node.Domain is "" or "ai.onnx" or "com.microsoft" && !Random.Contains(node.OpType) && !node.Subgraphs().Any()
                && node.Reads().All(i => graph.Initializer(i) is not null || (graph.Producer(i) is { } p && nodes.Contains(p))))
            {
                nodes.Add(node);
            }
        }

        return nodes;
    }

    private static OnnxGraph Part(OnnxGraph graph, HashSet<NodeProto> nodes, List<string> outputs)
    {
        var part = new OnnxGraph(new ModelProto { IrVersion = graph.Model.IrVersion, Graph = new GraphProto { Name = "constants" } });
        part.Model.OpsetImport.AddRange(graph.Model.OpsetImport);
        part.SetNodes(graph.SortedNodes().Where(nodes.Contains));
        part.Edit(proto => proto.Initializer.AddRange(nodes.SelectMany(n => n.Reads()).Distinct().Select(graph.Initializer).OfType<TensorProto>()));
        part.SetOutputs(outputs);
        return part;
    }
}
