using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// Changes weights along their gradients. What it remembers of each weight lies in named tensors, so that a checkpoint can hold it.
/// </summary>
/// <param name="groups">The weights and their rates.</param>
internal abstract class WeightOptimizer(IReadOnlyList<ParameterGroup> groups) : IDisposable
{
    private readonly OrderedDictionary<string, Tensor> _state = new(StringComparer.Ordinal);

    /// <summary>How often weights were changed.</summary>
    public long Steps { get; set; }

    /// <summary>What is remembered, by name; the tensors live on.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State => _state;

    /// <summary>Makes an optimiser.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="groups">The weights and their rates.</param>
    /// <param name="momentum">The momentum of <see cref="OptimizerKind.Sgd"/>.</param>
    public static WeightOptimizer Create(OptimizerKind kind, IReadOnlyList<ParameterGroup> groups, double momentum) => kind switch
    {
        OptimizerKind.Sgd => new SgdOptimizer(groups, momentum),
        OptimizerKind.Adam => new AdamOptimizer(groups, decoupledDecay: false),
        _ => new AdamOptimizer(groups, decoupledDecay: true),
    };

    /// <summary>Changes the weights that have a gradient.</summary>
    /// <param name="rateFactor">What each group's rate is multiplied by, 0..1.</param>
    public void Step(double rateFactor)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        Steps++;
        foreach (var group in groups)
        {
            foreach (var (name, weight) in group.Weights)
            {
                if (weight.grad is { } gradient)
                {
                    // Biases and the scales of normalisations have one axis; pulling them to zero helps nothing.
                    Change(name, weight, gradient, group.LearningRate * rateFactor, weight.Dimensions > 1 ? group.WeightDecay : 0);
                }
            }
        }
    }

    /// <summary>Forgets the gradients.</summary>
    public void ZeroGradients()
    {
        using var scope = NewDisposeScope();
        foreach (var (_, weight) in groups.SelectMany(g => g.Weights))
        {
            weight.grad = null;
        }
    }

    /// <summary>Takes over what an earlier run remembered.</summary>
    /// <param name="state">Tensors by name; copied.</param>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        Dispose();
        _state.Clear();
        var layouts = groups.SelectMany(g => g.Weights).ToDictionary(w => w.Key, w => w.Value, StringComparer.Ordinal);
        foreach (var (name, tensor) in state)
        {
            Remember(name, layouts[name[(name.IndexOf('/') + 1)..]]).copy_(tensor);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _state.Values)
        {
            tensor.Dispose();
        }
    }

    /// <summary>Changes one weight.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="gradient">Its gradient; not changed.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="decay">How much it is pulled towards zero.</param>
    protected abstract void Change(string name, Parameter weight, Tensor gradient, double rate, double decay);

    /// <summary>A tensor that is remembered; zeros, laid out as the weight is, at first.</summary>
    /// <param name="name">Its name: what it is, a slash, the weight's name.</param>
    /// <param name="weight">The weight.</param>
    protected Tensor Remember(string name, Tensor weight)
    {
        if (!_state.TryGetValue(name, out var tensor))
        {
            tensor = weight.detach().zeros_like().DetachFromDisposeScope();
            _state.Add(name, tensor);
        }

        return tensor;
    }
}
