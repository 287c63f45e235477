using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Diagnostics;

/// <summary>Checks each operator separately in ONNX Runtime, because loading the whole network reports only the first unsupported one.</summary>
internal static class OperatorSupport
{
    /// <summary>Returns the operators that ONNX Runtime does not support, for example <c>my.domain:Foo (version 1)</c>, in ordinal order.</summary>
    /// <param name="graph">The network; it is not changed, but must not be read by others during the call.</param>
    public static IReadOnlyList<string> Unsupported(OnnxGraph graph)
    {
        var shell = Shell(graph.Model);
        return
        [
            .. graph.Proto.Node.GroupBy(n => (n.Domain, n.OpType)).Where(g => !IsKnown(shell, g.First()))
                .Select(g => Describe(graph.Model, g.First())).Order(StringComparer.Ordinal),
        ];
    }

    private static ModelProto Shell(ModelProto model)
    {
        // The model without its weights, but with the functions that it may define, which are preserved as unknown fields.
        var graph = model.Graph;
        model.Graph = null;
        try
        {
            return model.Clone();
        }
        finally
        {
            model.Graph = graph;
        }
    }

    private static bool IsKnown(ModelProto shell, NodeProto node)
    {
        var alone = new OnnxGraph(shell.Clone());
        alone.Model.Graph = new GraphProto { Name = "operator" };
        alone.SetNodes(
        [
            new NodeProto { OpType = node.OpType, Domain = node.Domain, Name = "operator", Input = { node.Input }, Output = { node.Output } },
        ]);
        alone.SetInputs(node.Input.Where(i => i.Length > 0).Distinct().Select(i => GraphInputs.Create(i, DataType.Float, [1])));
        alone.SetOutputs(node.Output.Where(o => o.Length > 0));
        try
        {
            using var session = GraphRunner.Open(alone, "operator");
            return true;
        }
        catch (MlNetCnnException exception) when (exception.Kind == ErrorKind.Model)
        {
            // Other errors are about the made-up inputs; a kernel may be missing only for their type.
            return !RuntimeMessages.IsUnknownOperator(exception.Received ?? "");
        }
    }

    private static string Describe(ModelProto model, NodeProto node)
    {
        var domain = node.Domain.Length == 0 ? "ai.onnx" : node.Domain;
        var version = model.OpsetImport.FirstOrDefault(o => (o.Domain.Length == 0 ? "ai.onnx" : o.Domain) == domain)?.Version;
        return $"{domain}:{node.OpType} ({(version is null ? "no version stated" : $"version {version}")})";
    }
}
