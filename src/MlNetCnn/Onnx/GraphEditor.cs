using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Onnx;

/// <summary>
/// Cuts a network at its features, replaces its input and outputs, and appends layers. Tensors and weights keep their names from the
/// file; only the input and outputs get standard names.
/// </summary>
internal static class GraphEditor
{
    /// <summary>The only input of a feature graph: float32 [N, 3, H, W], red, green, blue, 0..255.</summary>
    public const string Image = "image";

    /// <summary>The only output of a feature graph: float32 [N, F].</summary>
    public const string Features = "features";

    /// <summary>The first output of a classifier: float32 [N, K].</summary>
    public const string Logits = "logits";

    /// <summary>The second output of a classifier: the softmax of the logits, float32 [N, K].</summary>
    public const string Score = "Score";

    /// <summary>The symbol for the batch size.</summary>
    public const string BatchSymbol = "N";

    /// <summary>Keeps only what leads to the specified tensors, which become the only outputs, of undeclared shape.</summary>
    /// <param name="graph">The graph; changed in place.</param>
    /// <param name="tensors">The tensors' names.</param>
    public static void CutAt(OnnxGraph graph, params IReadOnlyList<string> tensors)
    {
        graph.SetOutputs(tensors);
        graph.Prune();
        var needed = graph.Ancestors(tensors);
        graph.SetInputs(graph.Proto.Input.Where(i => needed.Contains(i.Name)));
        graph.Sort();
    }

    /// <summary>Converts the first output of the graph to the output <see cref="Features"/>, float32 [N, F], which becomes the last one.</summary>
    /// <param name="graph">A graph cut at the features; changed in place.</param>
    /// <param name="tensor">The type and shape of the tensor at the cut for one image.</param>
    /// <param name="channelsLast">Whether the channels of a 4-D tensor are on its last axis.</param>
    /// <returns>The number of features.</returns>
    /// <exception cref="MlNetCnnException"><c>MODEL_FEATURES_SHAPE</c>: the tensor is not a vector or feature map per image.</exception>
    public static int WriteFeatures(OnnxGraph graph, TensorProto tensor, bool channelsLast)
    {
        long[] shape = [.. tensor.Dims];
        if (!IsFeatures(tensor))
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelFeaturesShape, $"the tensor '{tensor.Name}' does not contain features of an image",
                expected: "floating point numbers of shape [N, F] or [N, F, height, width]",
                received: $"{GraphInputs.TypeName(tensor.Kind())} [{string.Join(", ", shape)}] for one image",
                fix: "specify another tensor for the features");
        }

        EnsureCapacity(graph, Features);
        var current = graph.Proto.Output[0].Name;
        graph.RemoveOutputs(current);
        if (tensor.Kind() == DataType.Double)
        {
            current = Append("Cast", current, "cast", NodeAttributes.Of("to", (long)DataType.Float));
        }

        var isMap = shape is [_, _, _, _] && (channelsLast ? shape[1] * shape[2] : shape[2] * shape[3]) > 1;
        if (isMap && channelsLast)
        {
            current = Append("Transpose", current, "channelsFirst", NodeAttributes.Of("perm", [0, 3, 1, 2]));
        }

        if (isMap)
        {
            current = Append("GlobalAveragePool", current, "pool");
        }

        var length = isMap ? shape[channelsLast ? 3 : 1] : shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        graph.AddNode(
            shape.Length == 2 ? "Identity" : "Flatten", [current], Features, shape.Length == 2 ? [] : [NodeAttributes.Of("axis", 1)]);
        graph.AddOutput(Features, DataType.Float, BatchSymbol, length);
        graph.Edit(proto => proto.ValueInfo.Clear());
        return checked((int)length);

        string Append(string operation, string input, string name, params AttributeProto[] attributes) =>
            graph.AddNode(operation, [input], graph.FreshName($"{Features}.{name}"), attributes).Output[0];
    }

    /// <summary>Whether a tensor can be used as features: floating-point values, as a vector or map per image.</summary>
    /// <param name="tensor">The type and shape for one image.</param>
    public static bool IsFeatures(TensorProto tensor) =>
        tensor.Dims is [1, _] or [1, _, _, _] or [1, 1, _] && tensor.Kind() is (DataType.Float or DataType.Double);

    /// <summary>Appends a new linear layer and a softmax to a feature graph.</summary>
    /// <param name="featureGraph">The feature graph; not changed.</param>
    /// <param name="weights">The weights [K, F], row-major: one row per class.</param>
    /// <param name="bias">The bias [K].</param>
    /// <returns>A graph with the outputs <see cref="Logits"/> and <see cref="Score"/>, both [N, K].</returns>
    public static OnnxGraph WithLinearHead(OnnxGraph featureGraph, float[] weights, float[] bias)
    {
        var classes = bias.Length;
        var features = featureGraph.Proto.Output[0].Shape()?[1] ?? 0;
        if (classes == 0 || features == 0 || weights.Length != classes * features)
        {
            throw new ArgumentException(
                $"{weights.Length} weights and {classes} biases do not match [K, F] and [K] for {features} features", nameof(weights));
        }

        var graph = featureGraph.Clone();
        graph.RemoveOutputs();
        AppendGemm(graph, Features, Logits, weights, bias);
        AppendSoftmax(graph, Logits, Score);
        graph.AddOutput(Logits, DataType.Float, BatchSymbol, classes);
        graph.AddOutput(Score, DataType.Float, BatchSymbol, classes);
        return graph;
    }

    /// <summary>Appends a dense layer and a ReLU to a feature graph.</summary>
    /// <param name="featureGraph">The feature graph; not changed.</param>
    /// <param name="weights">The weights [outputs, features], row-major.</param>
    /// <param name="bias">The bias [outputs].</param>
    /// <returns>A feature graph whose number of features is the length of <paramref name="bias"/>.</returns>
    public static OnnxGraph WithHiddenLayer(OnnxGraph featureGraph, float[] weights, float[] bias)
    {
        var graph = featureGraph.Clone();
        graph.RemoveOutputs();
        var input = graph.FreshName($"{Features}.input");
        graph.RenameTensor(Features, input);
        var hidden = graph.FreshName("head.hidden");
        AppendGemm(graph, input, hidden, weights, bias);
        graph.AddNode("Relu", [hidden], Features);
        graph.AddOutput(Features, DataType.Float, BatchSymbol, bias.Length);
        return graph;
    }

    /// <summary>Appends <c>output = input W' + b</c> with the weights <c>head.weight</c> [K, F] and <c>head.bias</c> [K].</summary>
    /// <param name="graph">The graph; changed in place.</param>
    /// <param name="input">A tensor [N, F].</param>
    /// <param name="output">The name of the result [N, K].</param>
    /// <param name="weights">W, row-major.</param>
    /// <param name="bias">b.</param>
    public static void AppendGemm(OnnxGraph graph, string input, string output, float[] weights, float[] bias)
    {
        EnsureCapacity(graph, output);
        var weight = graph.SetInitializer(TensorData.Create(
            graph.FreshName("head.weight"), weights.AsSpan(), bias.Length, weights.Length / bias.Length));
        var offset = graph.SetInitializer(TensorData.Create(graph.FreshName("head.bias"), bias.AsSpan(), bias.Length));
        graph.AddNode("Gemm", [input, weight, offset], output, NodeAttributes.Of("transB", 1));
    }

    /// <summary>Appends <c>output = input M</c>.</summary>
    /// <param name="graph">The graph; changed in place.</param>
    /// <param name="input">A tensor [N, rows].</param>
    /// <param name="output">The name of the result [N, columns].</param>
    /// <param name="matrix">M [rows, columns], row-major.</param>
    /// <param name="columns">The number of columns.</param>
    public static void AppendMatMul(OnnxGraph graph, string input, string output, float[] matrix, int columns)
    {
        EnsureCapacity(graph, output);
        var name = graph.FreshName($"{output}.matrix");
        var tensor = TensorData.Create(name, matrix.AsSpan(), matrix.Length / columns, columns);
        graph.AddNode("MatMul", [input, graph.SetInitializer(tensor)], output);
    }

    /// <summary>Appends <c>output = input + vector</c>.</summary>
    /// <param name="graph">The graph; changed in place.</param>
    /// <param name="input">A tensor [N, length of the vector].</param>
    /// <param name="output">The name of the result, of the same shape.</param>
    /// <param name="vector">The vector that is added to each row.</param>
    public static void AppendAdd(OnnxGraph graph, string input, string output, float[] vector)
    {
        EnsureCapacity(graph, output);
        var name = graph.FreshName($"{output}.vector");
        graph.AddNode("Add", [input, graph.SetInitializer(TensorData.Create(name, vector.AsSpan(), vector.Length))], output);
    }

    /// <summary>Appends the softmax over each row.</summary>
    /// <param name="graph">The graph; changed in place.</param>
    /// <param name="input">A tensor [N, K].</param>
    /// <param name="output">The name of the result [N, K].</param>
    public static void AppendSoftmax(OnnxGraph graph, string input, string output)
    {
        EnsureCapacity(graph, output);
        graph.AddNode("Softmax", [input], output, NodeAttributes.Of("axis", 1));
    }

    /// <summary>Divides the logits, and thereby the input of the softmax, by a temperature.</summary>
    /// <param name="graph">A classifier with the outputs <see cref="Logits"/> and <see cref="Score"/>; changed in place.</param>
    /// <param name="temperature">Above 0.</param>
    public static void DivideLogits(OnnxGraph graph, double temperature)
    {
        var ports = graph.Proto.Output.Select(port => port.Name).ToList();
        var raw = graph.FreshName($"{Logits}.uncalibrated");
        graph.RenameTensor(Logits, raw);
        graph.Proto.Output[ports.IndexOf(Logits)].Name = Logits;
        graph.ReplaceReads(raw, Logits);
        float[] divisor = [(float)temperature];
        var constant = graph.SetInitializer(TensorData.Create(graph.FreshName("temperature"), divisor.AsSpan(), 1));
        graph.AddNode("Div", [raw, constant], Logits);
        graph.Sort();
    }

    /// <summary>Renames a tensor of the file that has the name of a standard input or output.</summary>
    /// <param name="graph">The graph; changed in place.</param>
    /// <param name="port">The name of the input or output.</param>
    public static void EnsureCapacity(OnnxGraph graph, string port)
    {
        if (graph.Contains(port))
        {
            graph.RenameTensor(port, graph.FreshName(port));
        }
    }
}
