namespace MlNetCnn.Diagnostics;

/// <summary>The classifier layer at the end of a network.</summary>
/// <param name="Kind">The operator: <c>Gemm</c>, <c>MatMul</c> or <c>Conv</c> (1x1).</param>
/// <param name="Node">The node's name in the file.</param>
/// <param name="Tensor">The tensor that the layer reads: the features, perhaps still a map.</param>
/// <param name="Weights">The name of its weights.</param>
/// <param name="Classes">How many classes it tells apart.</param>
public sealed record BackboneHead(string Kind, string Node, string Tensor, string Weights, long Classes);
