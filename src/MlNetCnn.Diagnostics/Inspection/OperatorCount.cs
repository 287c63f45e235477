namespace MlNetCnn.Diagnostics;

/// <summary>The number of uses of an operator in an ONNX file.</summary>
/// <param name="Operator">The operator, with its domain as a prefix if it is not <c>ai.onnx</c>.</param>
/// <param name="Count">The number of nodes, before constants are folded.</param>
public sealed record OperatorCount(string Operator, int Count);
