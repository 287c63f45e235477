using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Updates weights in place by their gradients. The state tensors have the type, layout and device of the weights.</summary>
internal abstract class WeightOptimizer : IDisposable
{
    private readonly List<(ParameterGroup Group, List<OptimizedWeight> Weights)> _groups = [];

    /// <summary>Creates the state of all weights.</summary>
    /// <param name="groups">The weights.</param>
    /// <param name="stateNames">The names of the state tensors of each weight.</param>
    protected WeightOptimizer(IReadOnlyList<ParameterGroup> groups, params string[] stateNames)
    {
        using var still = no_grad();
        foreach (var group in groups)
        {
            _groups.Add((group, [.. group.Weights.Select(weight => new OptimizedWeight(weight.Key, weight.Value, stateNames))]));
        }

        var twice = State.GroupBy(tensor => tensor.Key, StringComparer.Ordinal).FirstOrDefault(names => names.Count() > 1);
        if (twice is not null)
        {
            throw new ArgumentException($"The state '{twice.Key}' would exist twice.", nameof(groups));
        }
    }

    /// <summary>The number of steps so far, with which Adam corrects the bias of averages that start at zero.</summary>
    public long Steps { get; set; }

    /// <summary>The state tensors, as <c>momentum/NAME</c>, <c>first/NAME</c> and <c>second/NAME</c>.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State => Weights.SelectMany(weight => weight.State);

    private IEnumerable<OptimizedWeight> Weights => _groups.SelectMany(group => group.Weights);

    /// <summary>Creates an optimizer.</summary>
    /// <param name="kind">The kind of optimizer.</param>
    /// <param name="groups">The weights.</param>
    /// <param name="momentum">The momentum of <see cref="OptimizerKind.Sgd"/>, at least 0 and below 1.</param>
    public static WeightOptimizer Create(OptimizerKind kind, IReadOnlyList<ParameterGroup> groups, double momentum) => kind switch
    {
        OptimizerKind.AdamW => new AdamOptimizer(groups, decoupledDecay: true),
        OptimizerKind.Adam => new AdamOptimizer(groups, decoupledDecay: false),
        OptimizerKind.Sgd => new MomentumOptimizer(groups, momentum),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>
    /// Updates every weight that has a gradient. The gradients are invalid afterwards, because weight decay may have been added to them.
    /// One-dimensional weights, which are biases and weights of normalizations, do not decay.
    /// </summary>
    /// <param name="rateFactor">The factor for the learning rate of each group, 0..1.</param>
    public void Step(double rateFactor)
    {
        using var still = no_grad();
        using var scope = NewDisposeScope();
        Steps++;
        foreach (var (group, weights) in _groups)
        {
            var rate = group.LearningRate * rateFactor;
            using var decaying = Prepare(rate, group.WeightDecay);
            using var plain = Prepare(rate, 0);
            foreach (var weight in weights)
            {
                weight.Apply(weight.Decays ? decaying : plain);
            }
        }
    }

    /// <summary>Clears the gradients before the next backward pass.</summary>
    public void ZeroGradients()
    {
        foreach (var weight in Weights)
        {
            weight.Weight.grad = null;
        }
    }

    /// <summary>Restores the state.</summary>
    /// <param name="state">Tensors by the names of <see cref="State"/>; others are ignored.</param>
    /// <exception cref="MlNetCnnException"><c>CHECKPOINT_BROKEN</c>: one is missing or has another shape.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state) => TensorState.Load(State, state);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var weight in Weights)
        {
            weight.Dispose();
        }
    }

    /// <summary>Prepares one step for each weight; numbers that libtorch expects as objects are created once.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="decay">The weight decay, or 0.</param>
    protected abstract WeightUpdate Prepare(double rate, double decay);
}

/// <summary>Weights that are trained at the same learning rate.</summary>
/// <param name="Name">The name of the group in messages, for example <c>head</c>.</param>
/// <param name="Weights">The weights by name; no weight may be in two groups.</param>
/// <param name="LearningRate">The highest learning rate; the schedule multiplies it by a factor of 0..1.</param>
/// <param name="WeightDecay">The weight decay, for weights of two or more dimensions.</param>
internal sealed record ParameterGroup(
    string Name, IReadOnlyList<KeyValuePair<string, Parameter>> Weights, double LearningRate, double WeightDecay);
