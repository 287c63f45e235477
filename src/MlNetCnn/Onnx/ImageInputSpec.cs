using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Onnx;

/// <summary>The image input of a network.</summary>
/// <param name="Name">The input's name in the file.</param>
/// <param name="Type">Its element type.</param>
/// <param name="ChannelsLast">Whether it is [N, H, W, 3] rather than [N, 3, H, W].</param>
/// <param name="Height">The height, in pixels.</param>
/// <param name="Width">The width, in pixels.</param>
/// <param name="Batch">The batch size that the file fixes, or null if it is dynamic.</param>
internal sealed record ImageInputSpec(string Name, DataType Type, bool ChannelsLast, int Height, int Width, long? Batch)
{
    /// <summary>The default side of the image, in pixels, for networks that accept any size.</summary>
    public const int UsualSize = 224;

    /// <summary>The maximum side of an image, in pixels; files with a larger one are considered broken.</summary>
    public const int MaximumSize = 4096;

    /// <summary>Finds the only image input.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="size">The height and width for a network that accepts any, or null for <see cref="UsualSize"/>.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NO_IMAGE_INPUT</c>, <c>MODEL_MANY_INPUTS</c> or <c>MODEL_INPUT_SIZE</c>.</exception>
    public static ImageInputSpec Find(OnnxGraph graph, int? size = null)
    {
        var inputs = graph.Inputs;
        var listing = inputs.Count == 0 ? "no input" : string.Join("; ", inputs.Select(i => $"'{i.Name}' {i.Describe()}"));
        if (inputs.Count > 1)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelManyInputs, "the network needs more than one input", expected: "only an image input",
                received: listing, fix: "export the network with the image as its only input");
        }

        var port = inputs.FirstOrDefault();
        var shape = port?.Shape();
        var channelsLast = port is null || shape is { Count: not 4 } ? null : LastOrFirst(graph, port.Name, shape);
        if (port is null || channelsLast is null || !IsNumeric(port.Kind()))
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNoImageInput, "the network has no input for color images",
                expected: "[N, 3, height, width] or [N, height, width, 3]", received: listing, fix: "use a network for color images");
        }

        // If one side is not fixed, the image is square.
        var declaredHeight = shape?[channelsLast.Value ? 1 : 2];
        var declaredWidth = shape?[channelsLast.Value ? 2 : 3];
        var height = Size(declaredHeight ?? declaredWidth, size);
        var width = Size(declaredWidth ?? declaredHeight, size);
        return new ImageInputSpec(port.Name, port.Kind(), channelsLast.Value, height, width, shape?[0]);
    }

    private static bool IsNumeric(DataType type) =>
        type is DataType.Float or DataType.Double or DataType.Uint8 or DataType.Int8 or DataType.Int32 or DataType.Int64;

    private static bool? LastOrFirst(OnnxGraph graph, string input, IReadOnlyList<long?>? shape)
    {
        if (shape?[1] == 3)
        {
            return false;
        }

        if (shape?[3] == 3)
        {
            return true;
        }

        // The file does not declare it; the first operators show it.
        var readers = graph.Consumers(input);
        if (shape?[1] is null && readers.Any(r => r.OpType == "Conv" && r.Input.Count > 1 && graph.Initializer(r.Input[1])?.Dims is [_, 3, ..]))
        {
            return false;
        }

        return shape?[3] is null && readers.Any(r => r.OpType == "Transpose" && r.Ints("perm") is [0, 3, 1, 2]) ? true : null;
    }

    private static int Size(long? declared, int? requested)
    {
        if (declared is not null && requested is not null && requested != declared)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelInputSize, "the network accepts only one image size", expected: $"{declared} pixels",
                received: $"{requested} pixels", fix: "omit the size, or export the network with dynamic height and width");
        }

        var size = declared ?? requested ?? UsualSize;
        return size <= MaximumSize
            ? (int)size
            : throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelInputSize, "the image input of the network is too large",
                expected: $"at most {MaximumSize} pixels per side", received: $"{size} pixels", fix: "use a network for smaller images");
    }
}
