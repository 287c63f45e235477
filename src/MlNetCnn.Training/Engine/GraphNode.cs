using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>One node of a network with the function that computes it.</summary>
/// <param name="Description">The node's operator, version and name, for messages.</param>
/// <param name="Inputs">The tensors that it reads; empty names for those left out.</param>
/// <param name="Outputs">The tensors that it makes; empty names for those that nobody reads.</param>
/// <param name="Function">What it computes.</param>
internal sealed record GraphNode(string Description, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, OperatorKernel Function)
{
    /// <summary>Computes the node; the results belong to the dispose scope around the call.</summary>
    /// <param name="inputs">What it reads, in order.</param>
    /// <param name="mode">How the network is run.</param>
    /// <param name="mayOverwrite">Whether the result may be written over the first input.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NODE_FAILED</c>: the shapes or types do not go together.</exception>
    public IReadOnlyList<Tensor> Run(Tensor?[] inputs, ExecutionMode mode, bool mayOverwrite)
    {
        using var scope = NewDisposeScope();
        try
        {
            var results = Function(new NodeInputs(inputs, mode, mayOverwrite));
            for (var i = 0; i < results.Length; i++)
            {
                // A result that is an input itself gets a handle of its own, because each is disposed by itself.
                var result = results[i];
                results[i] = (inputs.Any(input => ReferenceEquals(input, result)) ? result.alias() : result).MoveToOuterDisposeScope();
            }

            return results;
        }
        catch (Exception exception) when (exception is ExternalException or ArgumentException or InvalidDataException or InvalidOperationException)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNodeFailed, $"the network cannot be computed at {Description}",
                received: $"{exception.Message.Split('\n', 2)[0].TrimEnd('.')}; inputs {string.Join(", ", inputs.Select(Describe))}",
                fix: "check the size and the number of channels of the pictures, or export the network again", innerException: exception);
        }
    }

    private static string Describe(Tensor? tensor) => tensor is null ? "none" : $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]";
}

/// <summary>How a network is run.</summary>
/// <param name="Training">Whether dropout drops and, where asked for, normalisation is that of the batch.</param>
/// <param name="UpdateStatistics">Whether, in training, batch normalisation uses and updates the batch's statistics; frozen layers
/// never do.</param>
/// <param name="Precision">The type in which convolutions and products of matrices compute, and hence what follows them; null for
/// that of the weights. Weights, statistics and results keep theirs.</param>
/// <param name="Random">What dropout draws from; null for libtorch's common generator, which other work in the process draws from too.</param>
internal readonly record struct ExecutionMode(bool Training, bool UpdateStatistics, ScalarType? Precision, Generator? Random = null);
