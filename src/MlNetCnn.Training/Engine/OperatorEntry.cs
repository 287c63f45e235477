using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>One row of the table: an operator in a range of versions, and how to build what it computes.</summary>
/// <param name="Name">The operator's name.</param>
/// <param name="Since">The first version of the operator set with this meaning.</param>
/// <param name="Until">The last version.</param>
/// <param name="Build">Makes the function of a node; throws <see cref="NodeReader.Unsupported"/> for uses that are not known.</param>
/// <param name="Domain">The operator set; empty for ai.onnx.</param>
internal sealed record OperatorEntry(string Name, long Since, long Until, Func<NodeReader, OperatorKernel> Build, string Domain = "")
{
    /// <summary>A row for an operator with one result whose function depends on the node.</summary>
    /// <param name="name">The operator's name.</param>
    /// <param name="since">The first version with this meaning.</param>
    /// <param name="build">Makes the function of a node.</param>
    /// <param name="until">The last version; the table's newest by default.</param>
    public static OperatorEntry Of(
        string name, long since, Func<NodeReader, Func<NodeInputs, Tensor>> build, long until = OperatorTable.NewestOpset) =>
        new(name, since, until, node =>
        {
            var function = build(node);
            return inputs => [function(inputs)];
        });

    /// <summary>A row for an operator of one tensor and no attributes.</summary>
    /// <param name="name">The operator's name.</param>
    /// <param name="since">The first version with this meaning.</param>
    /// <param name="function">What it computes.</param>
    public static OperatorEntry Unary(string name, long since, Func<Tensor, Tensor> function) =>
        Of(name, since, _ => inputs => function(inputs[0]));

    /// <summary>A row for an operator of two tensors that are stretched to each other's shape, and no attributes.</summary>
    /// <param name="name">The operator's name.</param>
    /// <param name="since">The first version with this meaning.</param>
    /// <param name="function">What it computes.</param>
    public static OperatorEntry Binary(string name, long since, Func<Tensor, Tensor, Tensor> function) =>
        Of(name, since, _ => inputs =>
        {
            var (left, right) = TorchTensors.SamePrecision(inputs[0], inputs[1]);
            return function(left, right);
        });
}
