using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Gives batches for one epoch after the other.</summary>
internal interface ITrainingSource : IDisposable
{
    /// <summary>The pictures' files, for messages.</summary>
    IReadOnlyList<string> Paths { get; }

    /// <summary>The class of each picture.</summary>
    IReadOnlyList<int> Labels { get; }

    /// <summary>Does what can be done before an epoch for all of its pictures.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="progress">Told of it, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    void Prepare(int epoch, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Reads the batches of an epoch. Each is read in the dispose scope of the caller at that time.</summary>
    /// <param name="order">The pictures, as places in the list, in the order in which they are shown.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    IEnumerable<Func<TrainingBatch>> Read(int[] order, int epoch, CancellationToken cancellationToken);
}

/// <summary>What one step of training sees. The tensors belong to the dispose scope in which the batch was read.</summary>
/// <param name="Inputs">Tensors to feed, by name: pictures, or what frozen layers made of them.</param>
/// <param name="Targets">float32 [N, classes], a distribution over the classes for each picture.</param>
/// <param name="Images">The place of each picture in its list.</param>
internal sealed record TrainingBatch(IReadOnlyDictionary<string, Tensor> Inputs, Tensor Targets, int[] Images);
