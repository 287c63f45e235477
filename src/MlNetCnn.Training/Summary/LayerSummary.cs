namespace MlNetCnn.Training;

/// <summary>The summary of a layer, for one image.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Kind">Its kind, for example <c>Conv2D</c>; the ONNX operator if a network from a file uses another one.</param>
/// <param name="Filter">The shape of its weights: [filters, channels of a group, height, width] of a convolution, [outputs, inputs] of a dense layer;
/// [height, width] of a pooling window; empty for others.</param>
/// <param name="Stride">The stride of a convolution or pooling in pixels; null for others.</param>
/// <param name="Output">The output shape: [channels, height, width] or [length]; empty if it is not known.</param>
/// <param name="Parameters">The number of trainable parameters.</param>
/// <param name="MultiplyAdds">The number of multiply-adds of convolutions and matrix products; those of other operators are negligible.</param>
/// <param name="ParameterFraction">Its fraction of all parameters, 0..1.</param>
/// <param name="MultiplyAddFraction">Its fraction of all multiply-adds, 0..1.</param>
/// <param name="ReceptiveField">The height and width in pixels of the image region on which one number of the output depends; it may extend beyond
/// the border of the image. Null if that is the whole image.</param>
public sealed record LayerSummary(
    string Name, string Kind, IReadOnlyList<long> Filter, Size2D? Stride, IReadOnlyList<long> Output, long Parameters, long MultiplyAdds,
    double ParameterFraction, double MultiplyAddFraction, Size2D? ReceptiveField);
