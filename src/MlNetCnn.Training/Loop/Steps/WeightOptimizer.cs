using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// Turns gradients into changes of weights, in place. Its memory is tensors of the type, layout and device of the weights.
/// </summary>
internal abstract class WeightOptimizer : IDisposable
{
    private readonly List<(ParameterGroup Group, List<OptimizedWeight> Weights)> _groups = [];

    /// <summary>Prepares the memory of all weights.</summary>
    /// <param name="groups">The weights.</param>
    /// <param name="stateNames">What the method remembers of each weight.</param>
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
            throw new ArgumentException($"'{twice.Key}' would be remembered twice.", nameof(groups));
        }
    }

    /// <summary>How many steps were taken, by which Adam corrects its averages for having begun at zero.</summary>
    public long Steps { get; set; }

    /// <summary>
    /// What the method remembers, as <c>momentum/NAME</c>, <c>first/NAME</c> and <c>second/NAME</c>: the tensors that it works with.
    /// </summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State => Weights.SelectMany(weight => weight.State);

    private IEnumerable<OptimizedWeight> Weights => _groups.SelectMany(group => group.Weights);

    /// <summary>Creates the method of a kind.</summary>
    /// <param name="kind">Which one.</param>
    /// <param name="groups">The weights.</param>
    /// <param name="momentum">The momentum of <see cref="OptimizerKind.Sgd"/>, 0 up to, but not reaching, 1.</param>
    public static WeightOptimizer Create(OptimizerKind kind, IReadOnlyList<ParameterGroup> groups, double momentum) => kind switch
    {
        OptimizerKind.AdamW => new AdamOptimizer(groups, decoupledDecay: true),
        OptimizerKind.Adam => new AdamOptimizer(groups, decoupledDecay: false),
        OptimizerKind.Sgd => new MomentumOptimizer(groups, momentum),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>
    /// Changes every weight that has a gradient. The gradients are used up: decay may have been added to them. Weights of one dimension, which are
    /// biases and those of normalisations, do not decay.
    /// </summary>
    /// <param name="rateFactor">What each group's learning rate is multiplied with, 0..1.</param>
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

    /// <summary>Takes the gradients away, so that the next backward pass begins anew.</summary>
    public void ZeroGradients()
    {
        foreach (var weight in Weights)
        {
            weight.Weight.grad = null;
        }
    }

    /// <summary>Takes over what was remembered.</summary>
    /// <param name="state">Tensors by the names of <see cref="State"/>; others are passed over.</param>
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

    /// <summary>What one step does to each weight; numbers that libtorch wants as objects are made once.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="decay">The weight decay, or 0.</param>
    protected abstract WeightUpdate Prepare(double rate, double decay);
}

/// <summary>Weights that are trained at the same rate.</summary>
/// <param name="Name">What the group is called in messages, for example <c>head</c>.</param>
/// <param name="Weights">The weights by name; no weight may be in two groups.</param>
/// <param name="LearningRate">The highest learning rate; the schedule's factor 0..1 comes on top.</param>
/// <param name="WeightDecay">How much weights of two or more dimensions are pulled towards zero.</param>
internal sealed record ParameterGroup(
    string Name, IReadOnlyList<KeyValuePair<string, Parameter>> Weights, double LearningRate, double WeightDecay);
