using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training;

/// <summary>A layer that is summed up.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is, for a person.</param>
/// <param name="Nodes">What computes it, at least one node, in the order in which they run.</param>
internal sealed record SummaryLayer(string Name, string Kind, IReadOnlyList<NodeProto> Nodes);
