using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>What one step of training sees. The tensors belong to the dispose scope in which the batch was read.</summary>
/// <param name="Inputs">Tensors to feed, by name: pictures, or what frozen layers made of them.</param>
/// <param name="Targets">float32 [N, classes], a distribution over the classes for each picture.</param>
/// <param name="Images">The place of each picture in its list.</param>
internal sealed record TrainingBatch(IReadOnlyDictionary<string, Tensor> Inputs, Tensor Targets, int[] Images);
