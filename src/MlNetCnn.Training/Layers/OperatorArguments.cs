using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training.Layers;

/// <summary>The arguments that <see cref="CnnBuilder.Operator"/> passes to an ONNX operator in addition to the output of the last layer: attributes,
/// and further inputs in the order in which they are added.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class OperatorArguments
{
    private readonly List<AttributeProto> _attributes = [];
    private readonly List<Func<LayerGraph, LayerPlan, WeightInitialization, string>> _inputs = [];

    internal OperatorArguments()
    {
    }

    internal IReadOnlyList<AttributeProto> Attributes => _attributes;

    /// <summary>Adds an integer attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">Its value.</param>
    public OperatorArguments Attribute(string name, long value) => Add(NodeAttributes.Of(name, value));

    /// <summary>Adds a numeric attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">Its value.</param>
    public OperatorArguments Attribute(string name, double value) => Add(NodeAttributes.Of(name, (float)value));

    /// <summary>Adds a text attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">Its value.</param>
    public OperatorArguments Attribute(string name, string value) => Add(NodeAttributes.Of(name, value));

    /// <summary>Adds an attribute that is a list of integers.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="values">Its values.</param>
    public OperatorArguments Attribute(string name, long[] values) => Add(NodeAttributes.Of(name, values));

    /// <summary>Adds an input that is trained, if training changes the constants of the operator: those of convolutions, matrix products and
    /// normalizations, and of arithmetic after the first layer.</summary>
    /// <param name="name">Its name within the layer, for example <c>weight</c>.</param>
    /// <param name="shape">Its shape, outputs first.</param>
    /// <param name="value">The initial value of all its elements; null for the initialization of layers.</param>
    public OperatorArguments Weight(string name, long[] shape, double? value = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Length == 0 || shape.Any(size => size < 1))
        {
            throw new ArgumentException("A weight has at least one axis, and no axis is empty.", nameof(shape));
        }

        var inputs = shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        _inputs.Add((graph, layer, start) => graph.AddWeight(
            layer, name, shape, value is { } number ? WeightFill.Constant(number) : WeightFill.Of(start, inputs, shape[0])).Name);
        return this;
    }

    /// <summary>Adds an input that is a single number.</summary>
    /// <param name="name">Its name within the layer.</param>
    /// <param name="value">The number.</param>
    public OperatorArguments Constant(string name, double value)
    {
        _inputs.Add((graph, layer, _) => graph.AddNumber(layer, name, value));
        return this;
    }

    /// <summary>Adds an input that is a list of numbers.</summary>
    /// <param name="name">Its name within the layer.</param>
    /// <param name="values">The numbers.</param>
    public OperatorArguments Constant(string name, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _inputs.Add((graph, layer, _) => graph.AddConstant(layer, name, values));
        return this;
    }

    /// <summary>Adds an input that is a list of integers, for example a shape.</summary>
    /// <param name="name">Its name within the layer.</param>
    /// <param name="values">The numbers.</param>
    public OperatorArguments Constant(string name, long[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _inputs.Add((graph, layer, _) => graph.AddConstant(layer, name, values));
        return this;
    }

    /// <summary>Omits an optional input that is followed by another input.</summary>
    public OperatorArguments NoInput()
    {
        _inputs.Add((_, _, _) => "");
        return this;
    }

    internal IReadOnlyList<string> WriteInputs(LayerGraph graph, LayerPlan layer, WeightInitialization start) =>
        [.. _inputs.Select(input => input(graph, layer, start))];

    private OperatorArguments Add(AttributeProto attribute)
    {
        _attributes.Add(attribute);
        return this;
    }
}
