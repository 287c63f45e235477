using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>The loss of a classifier whose targets are distributions over the classes.</summary>
internal static class SoftCrossEntropy
{
    /// <summary>The mean over the pictures of -sum(weight * target * log softmax(logits)), in float32, in nats.</summary>
    /// <param name="logits">[N, classes], of any floating point type.</param>
    /// <param name="targets">[N, classes], each row a distribution.</param>
    /// <param name="classWeights">[classes], or null. The mean is over the pictures, not over their weights, as libtorch has it for soft targets.</param>
    public static Tensor Loss(Tensor logits, Tensor targets, Tensor? classWeights)
    {
        var logarithms = logits.to_type(ScalarType.Float32).log_softmax(1);
        var wanted = classWeights is null ? targets : targets * classWeights;
        return -(wanted * logarithms).sum() / logits.shape[0];
    }
}
