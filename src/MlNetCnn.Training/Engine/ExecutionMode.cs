using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>How a network is run.</summary>
/// <param name="Training">Whether dropout drops and, where asked for, normalisation is that of the batch.</param>
/// <param name="UpdateStatistics">Whether, in training, batch normalisation uses and updates the batch's statistics; frozen layers
/// never do.</param>
/// <param name="Precision">The type in which convolutions and products of matrices compute, and hence what follows them; null for
/// that of the weights. Weights, statistics and results keep theirs.</param>
/// <param name="Random">What dropout draws from; null for libtorch's common generator, which other work in the process draws from too.</param>
internal readonly record struct ExecutionMode(bool Training, bool UpdateStatistics, ScalarType? Precision, Generator? Random = null);
