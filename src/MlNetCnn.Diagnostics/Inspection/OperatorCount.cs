namespace MlNetCnn.Diagnostics;

/// <summary>How often an ONNX file uses an operator.</summary>
/// <param name="Operator">The operator; with its domain in front where that is not <c>ai.onnx</c>.</param>
/// <param name="Count">The number of nodes, constants not yet computed.</param>
public sealed record OperatorCount(string Operator, int Count);
