namespace MlNetCnn.Training.Layers;

/// <content>Pooling, and the way from a map to a vector.</content>
public sealed partial class CnnBuilder
{
    /// <summary>The largest number in each window.</summary>
    /// <param name="size">The window in pixels; 2x2 by default.</param>
    /// <param name="stride">The step in pixels; by default the window's size.</param>
    /// <param name="padding">The border, which never wins; <see cref="Padding.Valid"/> by default, so that pixels left over at the right
    /// and below are passed over, as in Keras.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c>, <c>LAYER_NO_PIXELS</c> or <c>LAYER_RANGE</c>.</exception>
    public CnnBuilder MaxPool(Size2D? size = null, Size2D? stride = null, Padding? padding = null) =>
        Pool("MaxPool", size, stride, padding);

    /// <summary>The mean of each window; the border does not count.</summary>
    /// <param name="size">The window in pixels; 2x2 by default.</param>
    /// <param name="stride">The step in pixels; by default the window's size.</param>
    /// <param name="padding">The border; <see cref="Padding.Valid"/> by default.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c>, <c>LAYER_NO_PIXELS</c> or <c>LAYER_RANGE</c>.</exception>
    public CnnBuilder AveragePool(Size2D? size = null, Size2D? stride = null, Padding? padding = null) =>
        Pool("AveragePool", size, stride, padding);

    /// <summary>The mean of each channel over the whole map: a vector of as many numbers as there are channels.</summary>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c>.</exception>
    public CnnBuilder GlobalAveragePool() => PoolWhole("GlobalAveragePool");

    /// <summary>The largest number of each channel: a vector of as many numbers as there are channels.</summary>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c>.</exception>
    public CnnBuilder GlobalMaxPool() => PoolWhole("GlobalMaxPool");

    /// <summary>The numbers of the map as one vector: channel by channel, row by row.</summary>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c>.</exception>
    public CnnBuilder Flatten()
    {
        var layer = BeginOnMap("Flatten", "flatten", canEnd: true);
        if (Shape.Length > int.MaxValue)
        {
            throw LayerErrors.Shape(layer, $"a map of at most {int.MaxValue} numbers", Shape, "pool the map, or give fewer filters");
        }

        return End(layer, "Flatten", LayerShape.Vector((int)Shape.Length), [_tensor], NodeAttributes.Of("axis", 1));
    }

    /// <summary>A fully connected layer: each output number is a weighted sum of all input numbers, and a bias.</summary>
    /// <param name="units">The number of output numbers, at least 1; <see cref="ClassCount"/> in the last layer.</param>
    /// <param name="bias">Whether a number is added to each; true by default.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_SHAPE</c> or <c>LAYER_RANGE</c>.</exception>
    public CnnBuilder Dense(int units, bool bias = true)
    {
        var layer = Begin("Dense", "dense", canEnd: true);
        if (Shape.IsMap)
        {
            throw LayerErrors.Shape(layer, "a vector [length]", Shape, "put GlobalAveragePool() or Flatten() in front of it");
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
