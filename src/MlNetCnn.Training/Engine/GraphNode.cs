using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>A node of a network, with the function that computes it.</summary>
/// <param name="Description">The node's operator, version and name, for error messages.</param>
/// <param name="Inputs">The tensors that the node reads; empty names for omitted ones.</param>
/// <param name="Outputs">The tensors that the node computes; empty names for those that are never read.</param>
/// <param name="Function">The function that computes the node.</param>
internal sealed record GraphNode(string Description, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, OperatorKernel Function)
{
    /// <summary>Computes the node; the results belong to the caller's dispose scope.</summary>
    /// <param name="inputs">The inputs, in order.</param>
    /// <param name="mode">The execution mode.</param>
    /// <param name="mayOverwrite">Whether the result may overwrite the first input.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NODE_FAILED</c>: the shapes or types do not match.</exception>
    public IReadOnlyList<Tensor> Run(Tensor?[] inputs, ExecutionMode mode, bool mayOverwrite)
    {
        using var scope = NewDisposeScope();
        try
        {
            var results = Function(new NodeInputs(inputs, mode, mayOverwrite));
            for (var i = 0; i < results.Length; i++)
            {
                // A result that is also an input gets a separate handle, because each is disposed separately.
                var result = results[i];
                results[i] = (inputs.Any(input => ReferenceEquals(input, result)) ? result.alias() : result).MoveToOuterDisposeScope();
            }

            return results;
        }
        catch (Exception exception) when (exception is ExternalException or ArgumentException or InvalidDataException or InvalidOperationException)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNodeFailed, $"computing the network failed at {Description}",
                received: $"{exception.Message.Split('\n', 2)[0].TrimEnd('.')}; inputs {string.Join(", ", inputs.Select(Describe))}",
                fix: "check the size and the number of channels of the images, or export the network again", innerException: exception);
        }
    }

    private static string Describe(Tensor? tensor) => tensor is null ? "none" : $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]";
}

/// <summary>The settings of one run of a network.</summary>
/// <param name="Training">Whether dropout is active and, if requested, normalization uses the statistics of the batch.</param>
/// <param name="UpdateStatistics">Whether batch normalization uses and updates the statistics of the batch in training; frozen layers never do.</param>
/// <param name="Precision">The type in which convolutions and matrix products compute, and therefore the layers after them; null for the type of the
/// weights. Weights, statistics and results keep their own type.</param>
/// <param name="Random">The random generator of dropout; null for libtorch's default generator, which other code in the process also uses.</param>
internal readonly record struct ExecutionMode(bool Training, bool UpdateStatistics, ScalarType? Precision, Generator? Random = null);
