using TorchSharp.Modules;

namespace MlNetCnn.Training;

/// <summary>Weights that learn at one rate.</summary>
/// <param name="Name">What they are, for messages.</param>
/// <param name="Weights">The weights by name.</param>
/// <param name="LearningRate">Their highest learning rate.</param>
/// <param name="WeightDecay">How much they are pulled towards zero; biases and normalisations never are.</param>
internal sealed record ParameterGroup(
    string Name, IReadOnlyList<KeyValuePair<string, Parameter>> Weights, double LearningRate, double WeightDecay);
