using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>One training step: the loss of a batch, its gradients, and the update of the weights.</summary>
/// <param name="module">The network.</param>
/// <param name="groups">The trained weights and their learning rates.</param>
/// <param name="labels">The classes of the training images, from which class weights follow.</param>
/// <param name="options">The settings of the training.</param>
internal sealed class TrainingStep(GraphModule module, IReadOnlyList<ParameterGroup> groups, IReadOnlyList<int> labels, TrainingLoopOptions options)
    : IDisposable
{
    private readonly Tensor? _classWeights = options.Requested.ClassBalancing == ClassBalancing.Weights
        ? tensor(EpochOrder.ClassWeights(labels, options.ClassCount).Select(w => (float)w).ToArray()).to(module.Device).DetachFromDisposeScope()
        : null;

    private readonly List<Parameter> _weights = [.. groups.SelectMany(group => group.Weights.Select(weight => weight.Value))];

    /// <summary>The optimizer.</summary>
    public WeightOptimizer Optimizer { get; } = WeightOptimizer.Create(options.Requested.Optimizer, groups, options.Requested.Momentum);

    /// <summary>Adds the gradients of a batch; the caller provides a dispose scope.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="fraction">The fraction of the step's images that are in the batch, above 0 and at most 1.</param>
    /// <param name="random">The random generator of dropout, or null.</param>
    /// <returns>The mean loss of its images. If it is not finite, nothing was added.</returns>
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

    /// <summary>Updates the weights by the gradients, and clears the gradients.</summary>
    /// <param name="factor">The factor for the learning rate of each group.</param>
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

/// <summary>Converts inputs to the type in which a network computes.</summary>
internal static class ForwardInputs
{
    /// <summary>Returns the same tensors; activations cached in 16 bits are converted to 32 if the network computes in float32.</summary>
    /// <param name="inputs">Tensors by name.</param>
    /// <param name="precision">The type in which layers compute, or null for float32.</param>
    public static IReadOnlyDictionary<string, Tensor> In(IReadOnlyDictionary<string, Tensor> inputs, ScalarType? precision) =>
        precision is not null || inputs.Values.All(t => t.dtype == ScalarType.Float32)
            ? inputs
            : inputs.ToDictionary(i => i.Key, i => i.Value.to_type(ScalarType.Float32), StringComparer.Ordinal);
}

/// <summary>Cross-entropy against distributions over the classes, as produced by label smoothing, mixup and CutMix.</summary>
internal static class SoftCrossEntropy
{
    /// <summary>
    /// Returns the sum over images n and classes k of -weight[k] * target[n,k] * log softmax(logits)[n,k], divided by the number of images regardless
    /// of the weights: those of <see cref="EpochOrder.ClassWeights"/> have a mean of 1. With one-hot targets, PyTorch divides by the sum of the class
    /// weights in the batch instead, which makes the step depend on the rest of the batch.
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
