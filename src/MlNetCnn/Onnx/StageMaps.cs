using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>A tensor interpreted as feature maps.</summary>
/// <param name="Tensor">Its name.</param>
/// <param name="Channels">The number of maps.</param>
/// <param name="Height">Their height.</param>
/// <param name="Width">Their width.</param>
/// <param name="ChannelsLast">Whether the channels are on the last axis, as in window transformers.</param>
internal sealed record StageMaps(string Tensor, int Channels, int Height, int Width, bool ChannelsLast)
{
    // Sizes rarely halve exactly: unpadded convolutions also remove the borders.
    private const double MaxHalving = 0.6;

    /// <summary>Interprets a tensor: its channels are on the last axis if the other two are proportional to the image and those of the usual
    /// layout are not. Null if it is not a map of more than one pixel: a 1x1 map is a global average (squeeze-and-excitation has one in
    /// every stage).</summary>
    /// <param name="tensor">The name and shape for one image.</param>
    /// <param name="inputHeight">The height of the image.</param>
    /// <param name="inputWidth">The width of the image.</param>
    public static StageMaps? Of(TensorProto tensor, int inputHeight, int inputWidth)
    {
        if (tensor.Dims is not [1, var a, var b, var c])
        {
            return null;
        }

        var isLast = IsInProportion(a, b) && !IsInProportion(b, c);
        var (channels, height, width) = isLast ? (c, a, b) : (a, b, c);
        return height * width > 1 ? new StageMaps(tensor.Name, (int)channels, (int)height, (int)width, isLast) : null;

        // Unpadded convolutions remove a pixel or two.
        bool IsInProportion(long height, long width) =>
            Math.Abs((height * inputWidth) - (width * inputHeight)) <= Math.Max(height * inputWidth, width * inputHeight) / 5;
    }

    /// <summary>Returns the points where maps halve.</summary>
    /// <param name="tensors">The names and shapes of the network's tensors for one image, in the order in which they are computed.</param>
    /// <param name="inputHeight">The height of the image.</param>
    /// <param name="inputWidth">The width of the image.</param>
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

    /// <summary>Whether these maps belong to a stage that begins with other maps: not larger, and not halved either.</summary>
    /// <param name="first">The first maps of the stage.</param>
    public bool IsOfStage(StageMaps first) =>
        Height <= first.Height && Width <= first.Width && Height > MaxHalving * first.Height && Width > MaxHalving * first.Width;
}
