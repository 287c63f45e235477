using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>One step of training: the loss of a batch, its gradients, and the change of the weights.</summary>
/// <param name="module">The network.</param>
/// <param name="groups">What is trained, and how fast.</param>
/// <param name="labels">The classes of the training images, from which class weights follow.</param>
/// <param name="options">How to train.</param>
internal sealed class TrainingStep(GraphModule module, IReadOnlyList<ParameterGroup> groups, IReadOnlyList<int> labels, TrainingLoopOptions options)
    : IDisposable
{
    private readonly Tensor? _classWeights = options.Requested.ClassBalancing == ClassBalancing.Weights
        ? tensor(EpochOrder.ClassWeights(labels, options.ClassCount).Select(w => (float)w).ToArray()).to(module.Device).DetachFromDisposeScope()
        : null;

    private readonly List<Parameter> _weights = [.. groups.SelectMany(group => group.Weights.Select(weight => weight.Value))];

    /// <summary>What changes the weights.</summary>
    public WeightOptimizer Optimizer { get; } = WeightOptimizer.Create(options.Requested.Optimizer, groups, options.Requested.Momentum);

    /// <summary>Adds the gradients of a batch; the caller holds a dispose scope.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="fraction">The part of the step's images that it is, above 0 and at most 1.</param>
    /// <param name="random">Draws what is dropped, or null.</param>
    /// <returns>The mean loss of its images. Where it is no finite number, nothing was added.</returns>
    public float AddGradients(TrainingBatch batch, double fraction, Generator? random)
    {
        module.Train(options.TrainStatistics, options.Precision, random);
        var logits = module.Run(ForwardInputs.In(batch.Inputs, options.Precision), [GraphEditor.Logits])[GraphEditor.Logits];
        var loss = SoftCrossEntropy.Loss(logits, batch.Targets.to(logits.device), _classWeights);
        var value = loss.item<float>();
        if (float.IsFinite(value))
        {
            loss.mul(ScalarCache.Of(fraction)).backward();
        }

        return value;
    }

    /// <summary>Changes the weights by the gradients, and forgets these.</summary>
    /// <param name="factor">What the learning rate of each group is multiplied by.</param>
    public void Update(double factor)
    {
        if (options.Requested.GradientClipNorm > 0)
        {
            Gradients.Clip(_weights, options.Requested.GradientClipNorm);
        }

        Optimizer.Step(factor);
        Optimizer.ZeroGradients();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        _classWeights?.Dispose();
    }
}

/// <summary>Brings what is fed into the type in which a network computes.</summary>
internal static class ForwardInputs
{
    /// <summary>The same tensors; activations kept in 16 bits become 32 where the network computes in those.</summary>
    /// <param name="inputs">Tensors by name.</param>
    /// <param name="precision">The type in which layers compute, or null for float32.</param>
    public static IReadOnlyDictionary<string, Tensor> In(IReadOnlyDictionary<string, Tensor> inputs, ScalarType? precision) =>
        precision is not null || inputs.Values.All(t => t.dtype == ScalarType.Float32)
            ? inputs
            : inputs.ToDictionary(i => i.Key, i => i.Value.to_type(ScalarType.Float32), StringComparer.Ordinal);
}

/// <summary>Cross-entropy against distributions over the classes, as label smoothing, mixup and cutmix make them.</summary>
internal static class SoftCrossEntropy
{
    /// <summary>
    /// The sum over pictures n and classes k of -weight[k] * target[n,k] * log softmax(logits)[n,k], divided by the number of pictures, whatever the
    /// weights: those of <see cref="EpochOrder.ClassWeights"/> are 1 on the mean. With one-hot targets torch divides by the sum of the weights of
    /// a batch's classes instead, which would make the step depend on what else is in the batch.
    /// </summary>
    /// <param name="logits">[N, K], of any floating-point type; the loss is computed in float32.</param>
    /// <param name="targets">[N, K], float32; each row is a distribution.</param>
    /// <param name="classWeights">[K], float32, or null for 1 each.</param>
    /// <returns>A float32 scalar, in nats, in the caller's dispose scope.</returns>
    public static Tensor Loss(Tensor logits, Tensor targets, Tensor? classWeights)
    {
        using var scope = NewDisposeScope();
        return nn.functional.cross_entropy(logits.to_type(ScalarType.Float32), targets, classWeights).MoveToOuterDisposeScope();
    }
}
