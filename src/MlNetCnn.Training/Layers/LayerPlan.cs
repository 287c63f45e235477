using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training.Layers;

/// <summary>A layer of a network: the nodes that compute it and the weights that they read.</summary>
/// <param name="name">The name of the layer and of its result.</param>
/// <param name="kind">The kind of the layer, for display, for example <c>Conv2D</c>.</param>
internal sealed class LayerPlan(string name, string kind)
{
    /// <summary>The name of the layer and of its result.</summary>
    public string Name { get; } = name;

    /// <summary>The kind of the layer, for display, for example <c>Conv2D</c>.</summary>
    public string Kind { get; } = kind;

    /// <summary>The nodes that compute it, in execution order.</summary>
    public List<NodeProto> Nodes { get; } = [];

    /// <summary>Its weights.</summary>
    public List<WeightPlan> Weights { get; } = [];

    /// <summary>Numbers in formulas, and shapes, that its nodes read; never trained.</summary>
    public List<TensorProto> Constants { get; } = [];

    /// <summary>Whether the layer may be the last one, with the logits as its output.</summary>
    public bool CanEnd { get; init; }

    /// <summary>A bias that was not explicitly requested and that a normalization after the layer makes redundant; null for none.</summary>
    public WeightPlan? OptionalBias { get; set; }

    /// <summary>Removes the redundant bias.</summary>
    public void DropOptionalBias()
    {
        if (OptionalBias is { } bias)
        {
            Weights.Remove(bias);
            Nodes[^1].Input.Remove(bias.Name);
            OptionalBias = null;
        }
    }
}

/// <summary>A weight of a network; its values are sampled when the graph is written.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Dims">Its shape: outputs first.</param>
/// <param name="Fill">Its initial values.</param>
/// <param name="IsTrained">Whether training changes it; false for running statistics.</param>
internal sealed record WeightPlan(string Name, IReadOnlyList<long> Dims, WeightFill Fill, bool IsTrained = true)
{
    /// <summary>The number of its values.</summary>
    public long Count => Dims.Aggregate(1L, (product, size) => product * size);
}
