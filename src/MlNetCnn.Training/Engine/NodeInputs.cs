using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// The inputs of a node in one run. The tensors belong to the run: a kernel does not dispose them and changes none but the first, if that is allowed.
/// </summary>
/// <param name="tensors">The tensors in the order of the operator's inputs; null for omitted ones.</param>
/// <param name="mode">The execution mode.</param>
/// <param name="mayOverwrite">Whether the first tensor is no longer needed, not even in the backward pass.</param>
internal readonly struct NodeInputs(Tensor?[] tensors, ExecutionMode mode, bool mayOverwrite)
{
    /// <summary>Whether the result may overwrite the first tensor.</summary>
    public bool MayOverwrite { get; } = mayOverwrite;

    /// <summary>The execution mode.</summary>
    public ExecutionMode Mode { get; } = mode;

    /// <summary>The number of inputs that the node lists.</summary>
    public int Count => tensors.Length;

    /// <summary>All inputs that are present.</summary>
    public IEnumerable<Tensor> All => tensors.OfType<Tensor>();

    /// <summary>Gets a required input.</summary>
    /// <param name="index">Its position.</param>
    public Tensor this[int index] => Optional(index) ?? throw new InvalidDataException($"input {index} is missing");

    /// <summary>Returns an optional input, or null if it is omitted.</summary>
    /// <param name="index">Its position.</param>
    public Tensor? Optional(int index) => index < tensors.Length ? tensors[index] : null;

    /// <summary>Returns the activations that a layer reads, in the precision in which layers compute.</summary>
    /// <param name="index">Their position.</param>
    public Tensor Activations(int index) =>
        Mode.Precision is { } precision && this[index].is_floating_point() ? this[index].to_type(precision) : this[index];

    /// <summary>Returns a weight or constant in the precision of the activations that it is combined with.</summary>
    /// <param name="index">Its position.</param>
    /// <param name="activation">The activations.</param>
    public Tensor? Like(int index, Tensor activation) =>
        Optional(index) is { } tensor && tensor.is_floating_point() && tensor.dtype != activation.dtype
            ? tensor.to_type(activation.dtype)
            : Optional(index);

    /// <summary>Returns the integers of an input, or null if it is omitted.</summary>
    /// <param name="index">Its position.</param>
    public long[]? Longs(int index) => Optional(index) is { } tensor ? TorchTensors.ToLongs(tensor) : null;

    /// <summary>Returns the single number of an input, or null if it is omitted or empty.</summary>
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
