using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Onnx;

/// <summary>The input of a network that takes the picture.</summary>
/// <param name="Name">The input's name in the file.</param>
/// <param name="Type">Its element type.</param>
/// <param name="ChannelsLast">Whether it is [N, H, W, 3] rather than [N, 3, H, W].</param>
/// <param name="Height">Pixels.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Batch">The number of pictures the file fixes, or null where it is free.</param>
internal sealed record ImageInputSpec(string Name, DataType Type, bool ChannelsLast, int Height, int Width, long? Batch)
{
    /// <summary>The side of the picture, in pixels, for networks that take any size.</summary>
    public const int UsualSize = 224;

    /// <summary>The largest side of a picture, in pixels; files that ask for more are broken.</summary>
    public const int MaximumSize = 4096;

    /// <summary>Finds the one input that takes pictures.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="size">Height and width for a network that takes any, or null for <see cref="UsualSize"/>.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NO_IMAGE_INPUT</c>, <c>MODEL_MANY_INPUTS</c> or <c>MODEL_INPUT_SIZE</c>.</exception>
    public static ImageInputSpec Find(OnnxGraph graph, int? size = null)
    {
        var inputs = graph.Inputs;
        var listing = inputs.Count == 0 ? "no input" : string.Join("; ", inputs.Select(i => $"'{i.Name}' {i.Describe()}"));
        if (inputs.Count > 1)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelManyInputs, "the network needs more than one input", expected: "one input that takes the picture",
                received: listing, fix: "export the network with the picture as its only input");
        }

        var port = inputs.FirstOrDefault();
        var shape = port?.Shape();
        var channelsLast = port is null || shape is { Count: not 4 } ? null : LastOrFirst(graph, port.Name, shape);
        if (port is null || channelsLast is null || !IsNumeric(port.Kind()))
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNoImageInput, "the network has no input that takes a colour picture",
                expected: "[N, 3, height, width] or [N, height, width, 3]", received: listing, fix: "use a network for colour pictures");
        }

        // Where one side is free, the picture is as wide as high.
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

        // The file does not say; the first operators give it away.
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
                ErrorKind.Model, ErrorCodes.ModelInputSize, "the network takes one size of picture only", expected: $"{declared} pixels",
                received: $"{requested} pixels", fix: "leave the size out, or export the network with free height and width");
        }

        var size = declared ?? requested ?? UsualSize;
        return size <= MaximumSize
            ? (int)size
            : throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelInputSize, "the pictures that the network takes are too large",
                expected: $"at most {MaximumSize} pixels a side", received: $"{size} pixels", fix: "use a network for smaller pictures");
    }
}
