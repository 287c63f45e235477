using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training.Layers;

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

/// <summary>A weight that a network will have; its numbers are drawn when the graph is written.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Dims">Its shape: outputs first.</param>
/// <param name="Fill">What its numbers start as.</param>
/// <param name="IsTrained">Whether training changes it; not so running statistics.</param>
internal sealed record WeightPlan(string Name, IReadOnlyList<long> Dims, WeightFill Fill, bool IsTrained = true)
{
    /// <summary>How many numbers it holds.</summary>
    public long Count => Dims.Aggregate(1L, (product, size) => product * size);
}
