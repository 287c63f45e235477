using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// What a node reads in one run. The tensors belong to the run: a function does not dispose them, and changes none but the first, where
/// that is allowed.
/// </summary>
/// <param name="tensors">The tensors in the order of the operator's inputs; null for those left out.</param>
/// <param name="mode">How the network is run.</param>
/// <param name="mayOverwrite">Whether nobody needs the first tensor any more, on the way back neither.</param>
internal readonly struct NodeInputs(Tensor?[] tensors, ExecutionMode mode, bool mayOverwrite)
{
    /// <summary>Whether the result may be written over the first tensor.</summary>
    public bool MayOverwrite { get; } = mayOverwrite;

    /// <summary>How the network is run.</summary>
    public ExecutionMode Mode { get; } = mode;

    /// <summary>How many inputs the node names.</summary>
    public int Count => tensors.Length;

    /// <summary>All inputs that are there.</summary>
    public IEnumerable<Tensor> All => tensors.OfType<Tensor>();

    /// <summary>An input that the operator cannot do without.</summary>
    /// <param name="index">Its position.</param>
    public Tensor this[int index] => Optional(index) ?? throw new InvalidDataException($"input {index} is missing");

    /// <summary>An input that may be left out.</summary>
    /// <param name="index">Its position.</param>
    public Tensor? Optional(int index) => index < tensors.Length ? tensors[index] : null;

    /// <summary>The activations that a layer reads, in the precision in which layers compute.</summary>
    /// <param name="index">Their position.</param>
    public Tensor Activations(int index) =>
        Mode.Precision is { } precision && this[index].is_floating_point() ? this[index].to_type(precision) : this[index];

    /// <summary>A weight or constant in the precision of the activations it meets.</summary>
    /// <param name="index">Its position.</param>
    /// <param name="activation">The activations.</param>
    public Tensor? Like(int index, Tensor activation) =>
        Optional(index) is { } tensor && tensor.is_floating_point() && tensor.dtype != activation.dtype
            ? tensor.to_type(activation.dtype)
            : Optional(index);

    /// <summary>The whole numbers of an input, or null where it is left out.</summary>
    /// <param name="index">Its position.</param>
    public long[]? Longs(int index) => Optional(index) is { } tensor ? TorchTensors.ToLongs(tensor) : null;

    /// <summary>The single number of an input, or null where it is left out or empty.</summary>
    /// <param name="index">Its position.</param>
    public double? Number(int index)
    {
        if (Optional(index) is not { NumberOfElements: > 0 } tensor)
        {
            return null;
        }

        using var wide = tensor.to_type(ScalarType.Float64).cpu();
        return wide.data<double>()[0];
    }
}
