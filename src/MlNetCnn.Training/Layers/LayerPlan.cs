using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training;

/// <summary>A layer of a network: the nodes that compute it and the weights that they read.</summary>
/// <param name="name">The layer's name, which its result bears too.</param>
/// <param name="kind">What it is, for a person, for example <c>Conv2D</c>.</param>
internal sealed class LayerPlan(string name, string kind)
{
    /// <summary>The layer's name, which its result bears too.</summary>
    public string Name { get; } = name;

    /// <summary>What it is, for a person, for example <c>Conv2D</c>.</summary>
    public string Kind { get; } = kind;

    /// <summary>What computes it, in the order in which it runs.</summary>
    public List<NodeProto> Nodes { get; } = [];

    /// <summary>Its weights.</summary>
    public List<WeightPlan> Weights { get; } = [];

    /// <summary>Numbers in formulas and shapes that its nodes read; never trained.</summary>
    public List<TensorProto> Constants { get; } = [];

    /// <summary>Whether the layer may be the last one: its numbers can be logits.</summary>
    public bool CanEnd { get; init; }

    /// <summary>A bias that nobody asked for by name, which normalisation behind the layer makes useless; null for none.</summary>
    public WeightPlan? OptionalBias { get; set; }

    /// <summary>Takes the useless bias out.</summary>
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
