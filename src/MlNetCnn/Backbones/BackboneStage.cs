namespace MlNetCnn;

/// <summary>A place where a network halves height and width.</summary>
/// <param name="Tensor">The first tensor of the new size, by its name in the file.</param>
/// <param name="Height">Its height.</param>
/// <param name="Width">Its width.</param>
/// <param name="Channels">Its channels.</param>
public sealed record BackboneStage(string Tensor, int Height, int Width, int Channels);
