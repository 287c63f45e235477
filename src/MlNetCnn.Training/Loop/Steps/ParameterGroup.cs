using TorchSharp.Modules;

namespace MlNetCnn.Training;

/// <summary>Weights that are trained at the same rate.</summary>
/// <param name="Name">What the group is called in messages, for example <c>head</c>.</param>
/// <param name="Weights">The weights by name; no weight may be in two groups.</param>
/// <param name="LearningRate">The highest learning rate; the schedule's factor 0..1 comes on top.</param>
/// <param name="WeightDecay">How much weights of two or more dimensions are pulled towards zero.</param>
internal sealed record ParameterGroup(
    string Name, IReadOnlyList<KeyValuePair<string, Parameter>> Weights, double LearningRate, double WeightDecay);
