using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>A weight with what an optimiser remembers of it.</summary>
internal sealed class OptimizedWeight : IDisposable
{
    private readonly string[] _stateNames;
    private readonly Tensor[] _state;

    /// <summary>Makes the memory, all zeros, in the layout of the weight.</summary>
    /// <param name="name">The weight's name.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="stateNames">What is remembered.</param>
    public OptimizedWeight(string name, Parameter weight, string[] stateNames)
    {
        Weight = weight;
        _stateNames = [.. stateNames.Select(state => $"{state}/{name}")];
        _state = [.. stateNames.Select(_ => zeros_like(weight, requires_grad: false).DetachFromDisposeScope())];
    }

    /// <summary>The weight.</summary>
    public Parameter Weight { get; }

    /// <summary>Whether weight decay applies: not to weights of one dimension.</summary>
    public bool Decays => Weight.Dimensions > 1;

    /// <summary>What is remembered, by name.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State => _stateNames.Zip(_state, KeyValuePair.Create);

    /// <summary>Changes the weight by its gradient; not at all where there is none.</summary>
    /// <param name="update">What changes it.</param>
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
