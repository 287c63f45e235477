using Google.Protobuf;
using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>
/// An ONNX model that can be asked who makes and who reads a tensor, and edited. Edit through these members: they keep the
/// look-ups right. Reading from several threads is safe once nobody edits.
/// </summary>
/// <param name="model">The model; owned by this object from here on.</param>
internal sealed class OnnxGraph(ModelProto model)
{
    private GraphIndex? _index;

    /// <summary>The whole model.</summary>
    public ModelProto Model { get; } = model;

    /// <summary>Its graph.</summary>
    public GraphProto Proto => Model.Graph;

    /// <summary>The version of the <c>ai.onnx</c> operator set that the nodes mean.</summary>
    public long Opset => OpsetEntry?.Version ?? 1;

    /// <summary>What is fed: the graph's inputs without the initialisers that old files list among them.</summary>
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

    /// <summary>The model as the content of an <c>.onnx</c> file.</summary>
    /// <exception cref="MlNetCnnException"><c>MODEL_TOO_LARGE</c>.</exception>
    public byte[] ToBytes()
    {
        // Protobuf counts in 32 bits without a check, so the weights, which alone can pass them, are counted here first.
        var weights = Proto.Initializer.Sum(t => (long)t.CalculateSize());
        if (weights > OnnxLimits.MaximumBytes || Model.CalculateSize() < 0)
        {
            throw OnnxFile.TooLarge(Proto.Name, weights);
        }

        return Model.ToByteArray();
    }

    /// <summary>A copy that shares nothing that can be edited; the weights' bytes themselves are shared.</summary>
    public OnnxGraph Clone() => new(Model.Clone());

    /// <summary>The node that makes the tensor, or null for inputs, initialisers and unknown names.</summary>
    /// <param name="tensor">The tensor's name.</param>
    public NodeProto? Producer(string tensor) => Index.Producers.GetValueOrDefault(tensor);

    /// <summary>The nodes that read the tensor, in the graph's order, those that read it inside a branch or loop included.</summary>
    /// <param name="tensor">The tensor's name.</param>
    public IReadOnlyList<NodeProto> Consumers(string tensor) => Index.Consumers.GetValueOrDefault(tensor) ?? [];

    /// <summary>The constant of that name, or null.</summary>
    /// <param name="tensor">The tensor's name.</param>
    public TensorProto? Initializer(string tensor) => Index.Initializers.GetValueOrDefault(tensor);

    /// <summary>Whether anything in the graph bears that name.</summary>
    /// <param name="tensor">The tensor's name.</param>
    public bool Contains(string tensor) => Index.Names.Contains(tensor);

    /// <summary>Whether the tensor is one of the graph's outputs.</summary>
    /// <param name="tensor">The tensor's name.</param>
    public bool IsOutput(string tensor) => Proto.Output.Any(o => o.Name == tensor);

    /// <summary>The wanted name, or the same with a number behind it where it is taken.</summary>
    /// <param name="requested">The wanted name.</param>
    public string FreshName(string requested)
    {
        var name = requested;
        for (var i = 1; Contains(name); i++)
        {
            name = $"{requested}_{i}";
        }

        return name;
    }

    /// <summary>Adds a node behind the others; <see cref="GraphCleaning.Sort"/> moves it where it belongs.</summary>
    /// <param name="operation">The operator of the default domain.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="output">What it makes; also the node's name, where that is free.</param>
    /// <param name="attributes">Its attributes.</param>
    public NodeProto AddNode(string operation, IEnumerable<string> inputs, string output, params IEnumerable<AttributeProto> attributes)
    {
        // Nodes and tensors have name spaces of their own, and ONNX Runtime refuses two nodes of one name.
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

    /// <summary>Adds a constant, or replaces the one of the same name.</summary>
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

    /// <summary>Keeps only the nodes that pass.</summary>
    /// <param name="keep">Says whether a node stays.</param>
    public void KeepNodes(Func<NodeProto, bool> keep) => SetNodes(Proto.Node.Where(keep));

    /// <summary>Replaces all nodes, or puts them in another order.</summary>
    /// <param name="nodes">The nodes.</param>
    public void SetNodes(IEnumerable<NodeProto> nodes)
    {
        NodeProto[] all = [.. nodes];
        Edit(graph =>
        {
            graph.Node.Clear();
            graph.Node.AddRange(all);
        });
    }

    /// <summary>Replaces all inputs.</summary>
    /// <param name="inputs">The inputs.</param>
    public void SetInputs(params IEnumerable<ValueInfoProto> inputs)
    {
        ValueInfoProto[] all = [.. inputs];
        Edit(graph =>
        {
            graph.Input.Clear();
            graph.Input.AddRange(all);
        });
    }

    /// <summary>Declares a tensor as an output.</summary>
    /// <param name="tensor">The tensor's name.</param>
    /// <param name="type">Its type, float32 by default.</param>
    /// <param name="shape">Its shape; null entries and -1 are not written, <c>"N"</c>-like names are symbols.</param>
    public void AddOutput(
        string tensor, TensorProto.Types.DataType type = TensorProto.Types.DataType.Float, params IReadOnlyList<object> shape) =>
        Edit(graph => graph.Output.Add(GraphInputs.Create(tensor, type, shape)));

    /// <summary>Replaces all outputs by tensors of unstated type and shape.</summary>
    /// <param name="tensors">The tensors' names.</param>
    public void SetOutputs(params IEnumerable<string> tensors)
    {
        ValueInfoProto[] all = [.. tensors.Select(tensor => new ValueInfoProto { Name = tensor })];
        Edit(graph =>
        {
            graph.Output.Clear();
            graph.Output.AddRange(all);
        });
    }

    /// <summary>Takes every output away, or those named; the tensors stay.</summary>
    /// <param name="names">The outputs to take away; none for all.</param>
    public void RemoveOutputs(params IReadOnlyCollection<string> names)
    {
        var kept = Proto.Output.Where(o => names.Count > 0 && !names.Contains(o.Name)).ToList();
        Edit(graph =>
        {
            graph.Output.Clear();
            graph.Output.AddRange(kept);
        });
    }

    /// <summary>The model's own remark under that key, or null.</summary>
    /// <param name="key">The key.</param>
    public string? GetMetadata(string key) => Model.MetadataProps.LastOrDefault(p => p.Key == key)?.Value;

    /// <summary>Writes a remark, replacing one under the same key.</summary>
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

    /// <summary>Takes remarks away.</summary>
    /// <param name="prefix">What their keys begin with.</param>
    public void RemoveMetadata(string prefix)
    {
        foreach (var old in Model.MetadataProps.Where(p => p.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList())
        {
            Model.MetadataProps.Remove(old);
        }
    }

    /// <summary>Says that the model means another version of the <c>ai.onnx</c> operators.</summary>
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

    /// <summary>Edits the graph in a way that no other member does, and drops the look-ups.</summary>
    /// <param name="edit">Edits the graph; what it looks up meanwhile is the state before.</param>
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
}
