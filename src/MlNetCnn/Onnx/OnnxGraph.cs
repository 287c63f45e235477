using Google.Protobuf;
using Google.Protobuf.Collections;
using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>
/// An ONNX model with lookups of the producers and consumers of tensors, which can be edited. Edit through these members: they keep the
/// lookups up to date. Concurrent reads from several threads are safe if no thread edits.
/// </summary>
/// <param name="model">The model; owned by this object.</param>
internal sealed class OnnxGraph(ModelProto model)
{
    private GraphIndex? _index;

    /// <summary>The whole model.</summary>
    public ModelProto Model { get; } = model;

    /// <summary>Its graph.</summary>
    public GraphProto Proto => Model.Graph;

    /// <summary>The version of the <c>ai.onnx</c> operator set that the nodes use.</summary>
    public long Opset => OpsetEntry?.Version ?? 1;

    /// <summary>The graph's inputs without the initializers that old files list among them.</summary>
    public IReadOnlyList<ValueInfoProto> Inputs => [.. Proto.Input.Where(i => Initializer(i.Name) is null)];

    private OperatorSetIdProto? OpsetEntry => Model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx");

    private GraphIndex Index => _index ??= new GraphIndex(Proto);

    /// <inheritdoc cref="OnnxFile.Load(string)"/>
    public static OnnxGraph Load(string path) => OnnxFile.Load(path);

    /// <inheritdoc cref="OnnxFile.Parse"/>
    public static OnnxGraph Parse(byte[] bytes, string name)
    {
        var graph = OnnxFile.Parse(bytes, name);
        OnnxLimits.Check(graph, name);
        return graph;
    }

    /// <summary>Returns the model as the content of an <c>.onnx</c> file.</summary>
    /// <exception cref="MlNetCnnException"><c>MODEL_TOO_LARGE</c>.</exception>
    public byte[] ToBytes()
    {
        // Protobuf counts in 32 bits without a check, so the weights, which alone can exceed them, are counted first.
        var weights = Proto.Initializer.Sum(t => (long)t.CalculateSize());
        if (weights > OnnxLimits.MaximumBytes || Model.CalculateSize() < 0)
        {
            throw OnnxFile.TooLarge(Proto.Name, weights);
        }

        return Model.ToByteArray();
    }

    /// <summary>Returns a copy that can be edited independently; the bytes of the weights are shared.</summary>
    public OnnxGraph Clone() => new(Model.Clone());

    /// <summary>Returns the node that computes the tensor, or null for inputs, initializers and unknown names.</summary>
    /// <param name="tensor">The tensor's name.</param>
    public NodeProto? Producer(string tensor) => Index.Producers.GetValueOrDefault(tensor);

    /// <summary>Returns the nodes that read the tensor, in the graph's order, including those that read it inside a branch or loop.</summary>
    /// <param name="tensor">The tensor's name.</param>
    public IReadOnlyList<NodeProto> Consumers(string tensor) => Index.Consumers.GetValueOrDefault(tensor) ?? [];

    /// <summary>Returns the constant with that name, or null.</summary>
    /// <param name="tensor">The tensor's name.</param>
    public TensorProto? Initializer(string tensor) => Index.Initializers.GetValueOrDefault(tensor);

    /// <summary>Whether the name is in use in the graph.</summary>
    /// <param name="tensor">The tensor's name.</param>
    public bool Contains(string tensor) => Index.Names.Contains(tensor);

    /// <summary>Whether the tensor is one of the graph's outputs.</summary>
    /// <param name="tensor">The tensor's name.</param>
    public bool IsOutput(string tensor) => Proto.Output.Any(o => o.Name == tensor);

    /// <summary>Returns the requested name, or that name with a number appended if it is in use.</summary>
    /// <param name="requested">The requested name.</param>
    public string FreshName(string requested)
    {
        var name = requested;
        for (var i = 1; Contains(name); i++)
        {
            name = $"{requested}_{i}";
        }

        return name;
    }

    /// <summary>Adds a node after the others; <see cref="GraphCleaning.Sort"/> moves it to its place.</summary>
    /// <param name="operation">The operator of the default domain.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="output">Its output; also the name of the node, if not in use.</param>
    /// <param name="attributes">Its attributes.</param>
    public NodeProto AddNode(string operation, IEnumerable<string> inputs, string output, params IEnumerable<AttributeProto> attributes)
    {
        // Nodes and tensors have separate name spaces, and ONNX Runtime rejects two nodes of the same name.
        var taken = Proto.Node.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        var name = output;
        for (var i = 1; taken.Contains(name); i++)
        {
            name = $"{output}_{i}";
        }

        var node = new NodeProto { OpType = operation, Name = name, Input = { inputs }, Output = { output }, Attribute = { attributes } };
        Edit(graph => graph.Node.Add(node));
        return node;
    }

    /// <summary>Adds a constant, or replaces the one with the same name.</summary>
    /// <param name="tensor">The constant, with its name.</param>
    /// <returns>Its name.</returns>
    public string SetInitializer(TensorProto tensor)
    {
        var old = Initializer(tensor.Name);
        if (old is not null)
        {
            Proto.Initializer[Proto.Initializer.IndexOf(old)] = tensor;
        }
        else
        {
            Proto.Initializer.Add(tensor);
        }

        Index.Add(tensor);
        return tensor.Name;
    }

    /// <summary>Removes all nodes that do not satisfy a condition.</summary>
    /// <param name="keep">Returns whether a node is kept.</param>
    public void KeepNodes(Func<NodeProto, bool> keep) => SetNodes(Proto.Node.Where(keep));

    /// <summary>Replaces or reorders all nodes.</summary>
    /// <param name="nodes">The nodes.</param>
    public void SetNodes(IEnumerable<NodeProto> nodes) => Replace(Proto.Node, nodes);

    /// <summary>Replaces all inputs.</summary>
    /// <param name="inputs">The inputs.</param>
    public void SetInputs(params IEnumerable<ValueInfoProto> inputs) => Replace(Proto.Input, inputs);

    /// <summary>Declares a tensor as an output.</summary>
    /// <param name="tensor">The tensor's name.</param>
    /// <param name="type">Its type, float32 by default.</param>
    /// <param name="shape">Its shape; null entries and -1 are not written, names such as <c>"N"</c> are symbols.</param>
    public void AddOutput(
        string tensor, TensorProto.Types.DataType type = TensorProto.Types.DataType.Float, params IReadOnlyList<object> shape) =>
        Edit(graph => graph.Output.Add(GraphInputs.Create(tensor, type, shape)));

    /// <summary>Replaces all outputs by tensors of unstated type and shape.</summary>
    /// <param name="tensors">The tensors' names.</param>
    public void SetOutputs(params IEnumerable<string> tensors) =>
        Replace(Proto.Output, tensors.Select(tensor => new ValueInfoProto { Name = tensor }));

    /// <summary>Removes all outputs, or those specified; the tensors remain.</summary>
    /// <param name="names">The outputs to remove; none for all.</param>
    public void RemoveOutputs(params IReadOnlyCollection<string> names) =>
        Replace(Proto.Output, Proto.Output.Where(o => names.Count > 0 && !names.Contains(o.Name)));

    /// <summary>Returns the model's metadata with a key, or null.</summary>
    /// <param name="key">The key.</param>
    public string? GetMetadata(string key) => Model.MetadataProps.LastOrDefault(p => p.Key == key)?.Value;

    /// <summary>Sets metadata, replacing a value with the same key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The text.</param>
    public void SetMetadata(string key, string value)
    {
        foreach (var old in Model.MetadataProps.Where(p => p.Key == key).ToList())
        {
            Model.MetadataProps.Remove(old);
        }

        Model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
    }

    /// <summary>Removes metadata.</summary>
    /// <param name="prefix">The prefix of the keys.</param>
    public void RemoveMetadata(string prefix)
    {
        foreach (var old in Model.MetadataProps.Where(p => p.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList())
        {
            Model.MetadataProps.Remove(old);
        }
    }

    /// <summary>Sets the version of the <c>ai.onnx</c> operator set.</summary>
    /// <param name="version">The version.</param>
    public void SetOpset(long version)
    {
        if (OpsetEntry is { } entry)
        {
            entry.Version = version;
        }
        else
        {
            Model.OpsetImport.Add(new OperatorSetIdProto { Version = version });
        }
    }

    /// <summary>Edits the graph in a way that no other member offers, and discards the lookups.</summary>
    /// <param name="edit">Edits the graph; lookups during the edit return the previous state.</param>
    public void Edit(Action<GraphProto> edit)
    {
        try
        {
            edit(Proto);
        }
        finally
        {
            _index = null;
        }
    }

    private void Replace<T>(RepeatedField<T> field, IEnumerable<T> items)
    {
        // Read first: the items may come from the field.
        T[] all = [.. items];
        Edit(_ =>
        {
            field.Clear();
            field.AddRange(all);
        });
    }
}
