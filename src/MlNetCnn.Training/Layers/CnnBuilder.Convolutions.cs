namespace MlNetCnn.Training.Layers;

/// <content>Convolutions.</content>
public sealed partial class CnnBuilder
{
    private static readonly Size2D UsualKernel = 3;

    /// <summary>Adds a convolution: each filter slides over the map and computes one channel.</summary>
    /// <param name="filters">The number of filters, at least 1.</param>
    /// <param name="kernel">The filter size in pixels; 3x3 by default.</param>
    /// <param name="stride">The stride in pixels; 1 by default.</param>
    /// <param name="padding">The zero padding; <see cref="Padding.Same"/> by default.</param>
    /// <param name="dilation">The distance between the filter's taps; 1 by default.</param>
    /// <param name="groups">The number of groups into which the channels are divided, each with its own filters; 1 by default.</param>
    /// <param name="bias">Whether each filter adds a bias; true by default, unless <see cref="BatchNorm"/> comes next, which would cancel it.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c>, <c>LAYER_NO_PIXELS</c> or <c>LAYER_RANGE</c>.</exception>
    public CnnBuilder Conv2D(
        int filters, Size2D? kernel = null, Size2D? stride = null, Padding padding = default, Size2D? dilation = null, int groups = 1,
        bool? bias = null) =>
        Convolve("Conv2D", filters, new LayerWindow(kernel ?? UsualKernel, stride ?? 1, dilation ?? 1, padding), groups, bias);

    /// <summary>Adds a depthwise convolution: each channel is convolved separately.</summary>
    /// <param name="kernel">The filter size in pixels; 3x3 by default.</param>
    /// <param name="stride">The stride in pixels; 1 by default.</param>
    /// <param name="padding">The zero padding; <see cref="Padding.Same"/> by default.</param>
    /// <param name="dilation">The distance between the filter's taps; 1 by default.</param>
    /// <param name="multiplier">The number of filters per channel, at least 1; 1 by default.</param>
    /// <param name="bias">As in <see cref="Conv2D"/>.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c>, <c>LAYER_NO_PIXELS</c> or <c>LAYER_RANGE</c>.</exception>
    public CnnBuilder DepthwiseConv2D(
        Size2D? kernel = null, Size2D? stride = null, Padding padding = default, Size2D? dilation = null, int multiplier = 1,
        bool? bias = null) =>
        Convolve(
            "DepthwiseConv2D", Shape.Channels * multiplier, new LayerWindow(kernel ?? UsualKernel, stride ?? 1, dilation ?? 1, padding),
            Shape.Channels, bias);

    /// <summary>Adds a depthwise convolution followed by a 1x1 convolution across the channels: about as accurate as <see cref="Conv2D"/> at a
    /// fraction of the cost. Chollet, https://arxiv.org/abs/1610.02357.</summary>
    /// <param name="filters">The number of filters of the 1x1 convolution, at least 1.</param>
    /// <param name="kernel">The filter size of the depthwise convolution; 3x3 by default.</param>
    /// <param name="stride">The stride of the depthwise convolution in pixels; 1 by default.</param>
    /// <param name="padding">The zero padding; <see cref="Padding.Same"/> by default.</param>
    /// <param name="dilation">The distance between the taps of the depthwise filters; 1 by default.</param>
    /// <param name="bias">Whether the 1x1 convolution adds a bias; as in <see cref="Conv2D"/>.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c>, <c>LAYER_NO_PIXELS</c> or <c>LAYER_RANGE</c>.</exception>
    public CnnBuilder SeparableConv2D(
        int filters, Size2D? kernel = null, Size2D? stride = null, Padding padding = default, Size2D? dilation = null, bool? bias = null) =>
        DepthwiseConv2D(kernel, stride, padding, dilation, bias: false).Conv2D(filters, 1, bias: bias);

    private CnnBuilder Convolve(string kind, int filters, LayerWindow window, int groups, bool? bias)
    {
        var layer = BeginOnMap(kind, "conv");
        List<(string Expected, string Received)> errors = [.. window.Errors];
        if (filters < 1)
        {
            errors.Add(("at least 1 filter", $"{filters}"));
        }

        if (groups < 1 || Shape.Channels % groups != 0 || filters % groups != 0)
        {
            errors.Add(($"groups that divide the {Shape.Channels} channels and the filters evenly", $"{groups} groups, {filters} filters"));
        }

        if (errors.Count > 0)
        {
            throw LayerErrors.Arguments(layer, errors);
        }

        var shape = Fit(layer, window, filters);
        var (area, perGroup) = ((long)window.Kernel.Height * window.Kernel.Width, Shape.Channels / groups);
        var weight = _graph.AddWeight(
            layer, "weight", [filters, perGroup, window.Kernel.Height, window.Kernel.Width],
            WeightFill.Of(_start, area * perGroup, area * (filters / groups)));
        List<string> inputs = [_tensor, weight.Name];
        WeightPlan? offset = null;
        if (bias != false)
        {
            offset = _graph.AddWeight(layer, "bias", [filters], WeightFill.Constant(0));
            inputs.Add(offset.Name);
        }

        End(layer, "Conv", shape, inputs, [.. window.Attributes(Shape), NodeAttributes.Of("group", groups)]);
        layer.OptionalBias = bias is null ? offset : null;
        return this;
    }

    private LayerShape Fit(LayerPlan layer, LayerWindow window, int channels) =>
        window.Over(Shape, channels) ?? throw LayerErrors.NoPixels(layer, _graph.Layers.Count, Shape, window.Extent, _image);
}
