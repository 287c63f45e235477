using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>A tensor read as maps.</summary>
/// <param name="Tensor">Its name.</param>
/// <param name="Channels">How many maps.</param>
/// <param name="Height">Their height.</param>
/// <param name="Width">Their width.</param>
/// <param name="ChannelsLast">Whether the channels are on the last axis, as transformers of windows keep them.</param>
internal sealed record StageMaps(string Tensor, int Channels, int Height, int Width, bool ChannelsLast)
{
    // Sizes rarely halve exactly: unpadded convolutions shave the borders off too.
    private const double MaxHalving = 0.6;

    /// <summary>Reads a tensor: its channels are on the last axis where the other two are in proportion to the picture and those of the usual
    /// reading are not. Null where it is no map of more than one pixel: that is an average, as squeeze-and-excitation takes it in the midst
    /// of every stage.</summary>
    /// <param name="tensor">Name and shape for one picture.</param>
    /// <param name="inputHeight">Height of the picture.</param>
    /// <param name="inputWidth">Width of the picture.</param>
    public static StageMaps? Of(TensorProto tensor, int inputHeight, int inputWidth)
    {
        if (tensor.Dims is not [1, var a, var b, var c])
        {
            return null;
        }

        var isLast = IsInProportion(a, b) && !IsInProportion(b, c);
        var (channels, height, width) = isLast ? (c, a, b) : (a, b, c);
        return height * width > 1 ? new StageMaps(tensor.Name, (int)channels, (int)height, (int)width, isLast) : null;

        // Unpadded convolutions shave a pixel or two off.
        bool IsInProportion(long height, long width) =>
            Math.Abs((height * inputWidth) - (width * inputHeight)) <= Math.Max(height * inputWidth, width * inputHeight) / 5;
    }

    /// <summary>The places where maps halve.</summary>
    /// <param name="tensors">Names and shapes of the network's tensors for one picture, in the order in which they are made.</param>
    /// <param name="inputHeight">Height of the picture.</param>
    /// <param name="inputWidth">Width of the picture.</param>
    public static IReadOnlyList<StageMaps> Halvings(IEnumerable<TensorProto> tensors, int inputHeight, int inputWidth)
    {
        var halvings = new List<StageMaps>();
        double height = inputHeight, width = inputWidth;
        foreach (var maps in tensors.Select(tensor => Of(tensor, inputHeight, inputWidth)).OfType<StageMaps>())
        {
            if (maps.Height <= height * MaxHalving && maps.Width <= width * MaxHalving)
            {
                halvings.Add(maps);
                (height, width) = (maps.Height, maps.Width);
            }
        }

        return halvings;
    }

    /// <summary>Whether these maps belong to a stage that begins with others: no larger, and not halved either.</summary>
    /// <param name="first">The first maps of the stage.</param>
    public bool IsOfStage(StageMaps first) =>
        Height <= first.Height && Width <= first.Width && Height > MaxHalving * first.Height && Width > MaxHalving * first.Width;
}
