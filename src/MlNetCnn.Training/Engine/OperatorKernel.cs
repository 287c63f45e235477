using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>What a node computes.</summary>
/// <param name="inputs">What the node reads.</param>
/// <returns>The node's results in the order of the operator's outputs; those that nobody reads may be left out behind.</returns>
internal delegate Tensor[] OperatorKernel(NodeInputs inputs);
