using static TorchSharp.torch;

namespace MlNetCnn.Training;

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
