using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Provides training batches, one epoch after another.</summary>
internal interface ITrainingSource : IDisposable
{
    /// <summary>The image files, for error messages.</summary>
    IReadOnlyList<string> Paths { get; }

    /// <summary>The class of each image.</summary>
    IReadOnlyList<int> Labels { get; }

    /// <summary>Does the work that an epoch requires before its first batch.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="progress">Receives progress, or null.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    void Prepare(int epoch, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Reads the batches of an epoch. Each batch is read into the dispose scope of the caller at that time.</summary>
    /// <param name="order">Indices of the images, in the order in which they are shown.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    IEnumerable<Func<TrainingBatch>> Read(int[] order, int epoch, CancellationToken cancellationToken);
}

/// <summary>A batch of training data. The tensors belong to the dispose scope in which the batch was read.</summary>
/// <param name="Inputs">Tensors to feed, by name: images, or outputs of the frozen layers.</param>
/// <param name="Targets">float32 [N, classes], a distribution over the classes for each image.</param>
/// <param name="Images">The index of each image in its list.</param>
internal sealed record TrainingBatch(IReadOnlyDictionary<string, Tensor> Inputs, Tensor Targets, int[] Images);
