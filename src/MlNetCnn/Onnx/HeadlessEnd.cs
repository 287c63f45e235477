using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>The end of a network without a classifier, which is used as the features unchanged.</summary>
internal static class HeadlessEnd
{
    // Networks for classification halve their maps five times, those for dense prediction end in maps of the image's size or half of it.
    private const int MinReduction = 4;

    /// <summary>Returns the tensor that the network ends in.</summary>
    /// <param name="graph">The network, with constants folded.</param>
    /// <returns>The name; null if it has several outputs and not exactly one of them is a vector.</returns>
    public static string? Find(OnnxGraph graph)
    {
        var outputs = graph.Proto.Output.Where(output => graph.Producer(output.Name) is not null).ToList();
        var vectors = outputs.Where(output => output.Shape()?.Count == 2).ToList();
        var end = outputs is [var only] ? only.Name : vectors is [var vector] ? vector.Name : null;

        // A network exported for channels-last frameworks transposes its map at the end, which is not needed.
        return end is not null && graph.Producer(end) is { OpType: "Transpose" } turn && turn.Ints("perm") is [0, 2, 3, 1] ? turn.Input[0] : end;
    }

    /// <summary>Whether a map is small enough to be the end of a body, not a prediction for each pixel.</summary>
    /// <param name="tensor">The type and shape of the end, for one image.</param>
    /// <param name="port">The image input.</param>
    public static bool IsReduced(TensorProto tensor, ImageInputSpec port) =>
        tensor.Dims is not [_, _, var height, var width]
        || height * width == 1 || IsChannelsLast(tensor) || (height * MinReduction <= port.Height && width * MinReduction <= port.Width);

    /// <summary>Whether the channels of a map are on its last axis.</summary>
    /// <param name="tensor">The type and shape of the end, for one image.</param>
    public static bool IsChannelsLast(TensorProto tensor) =>
        tensor.Dims is [_, > 1 and var height, var width, var channels] && height == width && width != channels;
}
