using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>A row of the operator table: an operator in a range of versions, and the builder of its kernel.</summary>
/// <param name="Name">The operator's name.</param>
/// <param name="Since">The first version of the operator set in which the operator works this way.</param>
/// <param name="Until">The last version.</param>
/// <param name="Build">Builds the kernel of a node; throws <see cref="NodeReader.Unsupported"/> for unsupported uses.</param>
/// <param name="Domain">The operator set; empty for ai.onnx.</param>
internal sealed record OperatorEntry(string Name, long Since, long Until, Func<NodeReader, OperatorKernel> Build, string Domain = "")
{
    /// <summary>Creates the row of an operator with one result whose kernel depends on the node.</summary>
    /// <param name="name">The operator's name.</param>
    /// <param name="since">The first version in which the operator works this way.</param>
    /// <param name="build">Builds the kernel of a node.</param>
    /// <param name="until">The last version; by default the newest version of the table.</param>
    public static OperatorEntry Of(
        string name, long since, Func<NodeReader, Func<NodeInputs, Tensor>> build, long until = OperatorTable.NewestOpset) =>
        new(name, since, until, node =>
        {
            var function = build(node);
            return inputs => [function(inputs)];
        });

    /// <summary>Creates the row of an operator with one tensor and no attributes.</summary>
    /// <param name="name">The operator's name.</param>
    /// <param name="since">The first version in which the operator works this way.</param>
    /// <param name="function">The function that computes the result.</param>
    public static OperatorEntry Unary(string name, long since, Func<Tensor, Tensor> function) =>
        Of(name, since, _ => inputs => function(inputs[0]));

    /// <summary>Creates the row of an operator with two tensors, which are broadcast against each other, and no attributes.</summary>
    /// <param name="name">The operator's name.</param>
    /// <param name="since">The first version in which the operator works this way.</param>
    /// <param name="function">The function that computes the result.</param>
    public static OperatorEntry Binary(string name, long since, Func<Tensor, Tensor, Tensor> function) =>
        Of(name, since, _ => inputs =>
        {
            var (left, right) = TorchTensors.SamePrecision(inputs[0], inputs[1]);
            return function(left, right);
        });
}
