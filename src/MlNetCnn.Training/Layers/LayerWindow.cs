using System.Globalization;
using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training.Layers;

/// <summary>The window of a convolution or pooling.</summary>
/// <param name="Kernel">The size of the window.</param>
/// <param name="Stride">The stride.</param>
/// <param name="Dilation">The distance between its taps.</param>
/// <param name="Padding">The padding that it may extend into.</param>
internal sealed record LayerWindow(Size2D Kernel, Size2D Stride, Size2D Dilation, Padding Padding)
{
    /// <summary>The size that it covers, in pixels.</summary>
    public Size2D Extent => new(((Kernel.Height - 1) * Dilation.Height) + 1, ((Kernel.Width - 1) * Dilation.Width) + 1);

    /// <summary>The invalid settings, as expected and received.</summary>
    public IEnumerable<(string Expected, string Received)> Errors =>
        from size in new[] { ("kernel", Kernel), ("stride", Stride), ("dilation", Dilation) }
        where size.Item2 is { Height: < 1 } or { Width: < 1 }
        select ($"{size.Item1} of at least 1x1", $"{size.Item1} {size.Item2}");

    /// <summary>Returns the shape of the output map, or null if the window does not fit.</summary>
    /// <param name="map">The map that it moves over.</param>
    /// <param name="channels">The channels of the result.</param>
    public LayerShape? Over(LayerShape map, int channels)
    {
        var (top, left, bottom, right) = Padding.Resolve(map, Extent, Stride);
        var (height, width) = (map.Height + top + bottom - Extent.Height, map.Width + left + right - Extent.Width);
        return height < 0 || width < 0 ? null : LayerShape.Map(channels, (height / Stride.Height) + 1, (width / Stride.Width) + 1);
    }

    /// <summary>Returns the attributes of a node. The padding is written as numbers, because not every runtime supports dilation together with
    /// SAME_UPPER.</summary>
    /// <param name="map">The map that it moves over.</param>
    public IEnumerable<AttributeProto> Attributes(LayerShape map)
    {
        var (top, left, bottom, right) = Padding.Resolve(map, Extent, Stride);
        yield return NodeAttributes.Of("kernel_shape", [Kernel.Height, Kernel.Width]);
        yield return NodeAttributes.Of("strides", [Stride.Height, Stride.Width]);
        yield return NodeAttributes.Of("pads", [top, left, bottom, right]);
        if (Dilation != 1)
        {
            yield return NodeAttributes.Of("dilations", [Dilation.Height, Dilation.Width]);
        }
    }

    /// <summary>Returns the settings for display, for example <c>3x3, stride 2x2, padding same</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kernel}, stride {Stride}, padding {Padding}");
}
