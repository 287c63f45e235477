namespace MlNetCnn.Training;

/// <summary>A layer in figures, for one picture.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Kind">What it is, for example <c>Conv2D</c>; the ONNX operator where a network from a file has another.</param>
/// <param name="Filter">The shape of its weights: [filters, channels of a group, height, width] of a convolution, [outputs, inputs] of a dense
/// layer; [height, width] of a pooling's window; empty for others.</param>
/// <param name="Stride">The step of a convolution or pooling in pixels; null for others.</param>
/// <param name="Output">The shape of what it gives: [channels, height, width] or [length]; empty where it is not known.</param>
/// <param name="Parameters">How many numbers training changes in it.</param>
/// <param name="MultiplyAdds">How many times it multiplies and adds: those of convolutions and products of matrices, beside which others do not
/// count.</param>
/// <param name="ParameterFraction">Its share of all parameters, 0..1.</param>
/// <param name="MultiplyAddFraction">Its share of all multiply-adds, 0..1.</param>
/// <param name="ReceptiveField">The height and width in pixels of the part of the picture that one number of the result depends on; it may reach
/// over the picture's border. Null where that is the whole picture.</param>
public sealed record LayerSummary(
    string Name, string Kind, IReadOnlyList<long> Filter, Size2D? Stride, IReadOnlyList<long> Output, long Parameters, long MultiplyAdds,
    double ParameterFraction, double MultiplyAddFraction, Size2D? ReceptiveField);
