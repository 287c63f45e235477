namespace MlNetCnn.Training.Layers;

/// <content>Pooling, and layers that turn a map into a vector.</content>
public sealed partial class CnnBuilder
{
    /// <summary>Adds max pooling: the largest number in each window.</summary>
    /// <param name="size">The window size in pixels; 2x2 by default.</param>
    /// <param name="stride">The stride in pixels; by default the window size.</param>
    /// <param name="padding">The padding, which is never the maximum; <see cref="Padding.Valid"/> by default, so that leftover pixels at the right
    /// and the bottom are ignored, as in Keras.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c>, <c>LAYER_NO_PIXELS</c> or <c>LAYER_RANGE</c>.</exception>
    public CnnBuilder MaxPool(Size2D? size = null, Size2D? stride = null, Padding? padding = null) =>
        Pool("MaxPool", size, stride, padding);

    /// <summary>Adds average pooling: the mean of each window, without the padding.</summary>
    /// <param name="size">The window size in pixels; 2x2 by default.</param>
    /// <param name="stride">The stride in pixels; by default the window size.</param>
    /// <param name="padding">The padding; <see cref="Padding.Valid"/> by default.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c>, <c>LAYER_NO_PIXELS</c> or <c>LAYER_RANGE</c>.</exception>
    public CnnBuilder AveragePool(Size2D? size = null, Size2D? stride = null, Padding? padding = null) =>
        Pool("AveragePool", size, stride, padding);

    /// <summary>Adds global average pooling: the mean of each channel over the whole map, as a vector with one number per channel.</summary>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c>.</exception>
    public CnnBuilder GlobalAveragePool() => PoolWhole("GlobalAveragePool");

    /// <summary>Adds global max pooling: the largest number of each channel, as a vector with one number per channel.</summary>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c>.</exception>
    public CnnBuilder GlobalMaxPool() => PoolWhole("GlobalMaxPool");

    /// <summary>Flattens the map into a vector: channel by channel, row by row.</summary>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c>.</exception>
    public CnnBuilder Flatten()
    {
        var layer = BeginOnMap("Flatten", "flatten", canEnd: true);
        if (Shape.Length > int.MaxValue)
        {
            throw LayerErrors.Shape(layer, $"a map of at most {int.MaxValue} numbers", Shape, "pool the map, or use fewer filters");
        }

        return End(layer, "Flatten", LayerShape.Vector((int)Shape.Length), [_tensor], NodeAttributes.Of("axis", 1));
    }

    /// <summary>Adds a fully connected layer: each output is a weighted sum of all inputs, plus a bias.</summary>
    /// <param name="units">The number of outputs, at least 1; <see cref="ClassCount"/> in the last layer.</param>
    /// <param name="bias">Whether a bias is added to each output; true by default.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c> or <c>LAYER_RANGE</c>.</exception>
    public CnnBuilder Dense(int units, bool bias = true)
    {
        var layer = Begin("Dense", "dense", canEnd: true);
        if (Shape.IsMap)
        {
            throw LayerErrors.Shape(layer, "a vector [length]", Shape, "insert GlobalAveragePool() or Flatten() before it");
        }

        if (units < 1)
        {
            throw LayerErrors.Arguments(layer, [("at least 1 unit", $"{units}")]);
        }

        List<string> inputs =
        [
            _tensor, _graph.AddWeight(layer, "weight", [units, Shape.Length], WeightFill.Of(_start, Shape.Length, units)).Name,
        ];
        if (bias)
        {
            inputs.Add(_graph.AddWeight(layer, "bias", [units], WeightFill.Constant(0)).Name);
        }

        return End(layer, "Gemm", LayerShape.Vector(units), inputs, NodeAttributes.Of("transB", 1));
    }

    private CnnBuilder Pool(string operation, Size2D? size, Size2D? stride, Padding? padding)
    {
        var layer = BeginOnMap(operation, "pool");
        var kernel = size ?? 2;
        var window = new LayerWindow(kernel, stride ?? kernel, 1, padding ?? Padding.Valid);
        if (window.Errors.ToList() is { Count: > 0 } errors)
        {
            throw LayerErrors.Arguments(layer, errors);
        }

        return End(layer, operation, Fit(layer, window, Shape.Channels), [_tensor], window.Attributes(Shape));
    }

    private CnnBuilder PoolWhole(string operation)
    {
        var layer = BeginOnMap(operation, "pool", canEnd: true);
        var pooled = Part(layer, operation, "map", LayerShape.Map(Shape.Channels, 1, 1), [_tensor]);
        return End(layer, "Flatten", LayerShape.Vector(Shape.Channels), [pooled], NodeAttributes.Of("axis", 1));
    }
}
