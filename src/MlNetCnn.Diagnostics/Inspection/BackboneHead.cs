namespace MlNetCnn.Diagnostics;

/// <summary>The classifier layer at the end of a network.</summary>
/// <param name="Kind">The operator: <c>Gemm</c>, <c>MatMul</c> or <c>Conv</c> (1x1).</param>
/// <param name="Node">The node's name in the file.</param>
/// <param name="Tensor">The input tensor of the layer: the features, possibly still a map.</param>
/// <param name="Weights">The name of the layer's weights.</param>
/// <param name="Classes">The number of classes.</param>
public sealed record BackboneHead(string Kind, string Node, string Tensor, string Weights, long Classes);
