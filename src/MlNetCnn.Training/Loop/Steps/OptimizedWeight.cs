using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>A weight with its optimizer state.</summary>
internal sealed class OptimizedWeight : IDisposable
{
    private readonly string[] _stateNames;
    private readonly Tensor[] _state;

    /// <summary>Creates the state, all zeros, in the layout of the weight.</summary>
    /// <param name="name">The weight's name.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="stateNames">The names of the state tensors.</param>
    public OptimizedWeight(string name, Parameter weight, string[] stateNames)
    {
        Weight = weight;
        _stateNames = [.. stateNames.Select(state => $"{state}/{name}")];
        _state = [.. stateNames.Select(_ => zeros_like(weight, requires_grad: false).DetachFromDisposeScope())];
    }

    /// <summary>The weight.</summary>
    public Parameter Weight { get; }

    /// <summary>Whether weight decay applies; it does not for one-dimensional weights.</summary>
    public bool Decays => Weight.Dimensions > 1;

    /// <summary>The state tensors by name.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State => _stateNames.Zip(_state, KeyValuePair.Create);

    /// <summary>Updates the weight by its gradient; without a gradient it stays unchanged.</summary>
    /// <param name="update">The update to apply.</param>
    public void Apply(WeightUpdate update)
    {
        using var gradient = Weight.grad;
        if (gradient is not null)
        {
            update.Apply(Weight, gradient, _state);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_state, state => state.Dispose());
}
