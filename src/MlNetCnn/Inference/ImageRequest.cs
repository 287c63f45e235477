namespace MlNetCnn.Inference;

/// <summary>A picture that is to be put into a batch.</summary>
/// <param name="Index">Its place in the list of paths.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Repeat">How often it was wanted before in this pass, so that a class shown more often is not shown the same pixels.</param>
internal readonly record struct ImageRequest(int Index, int Epoch, int Repeat);
