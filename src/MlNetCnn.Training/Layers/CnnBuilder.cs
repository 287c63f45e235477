using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training.Layers;

/// <summary>
/// Builds a network layer by layer: each call appends a layer and returns the builder. The network takes images as float32
/// [N, channels, height, width], red, green, blue, 0..255, and ends in <see cref="Dense"/> with one number per class:
/// <code>net.Conv2D(32, kernel: 3).BatchNorm().ReLU().MaxPool(2).GlobalAveragePool().Dense(net.ClassCount)</code>
/// A custom block is a function from builder to builder. The same calls and seed create the same network.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
public sealed partial class CnnBuilder
{
    private readonly LayerGraph _graph;
    private readonly LayerShape _image;
    private readonly long _seed;
    private readonly CnnBuilder? _parent;
    private string _scope = "";
    private string _tensor;
    private LayerPlan? _last;
    private bool _isBranching;
    private WeightInitialization _start;

    /// <summary>Starts a network.</summary>
    /// <param name="classCount">The number of classes, at least 2.</param>
    /// <param name="width">The width of the images in pixels, 1..4096.</param>
    /// <param name="height">The height of the images in pixels, 1..4096.</param>
    /// <param name="channels">3 for color (default), 1 for grayscale.</param>
    /// <param name="seed">The seed of the initial weights; 1 by default.</param>
    public CnnBuilder(int classCount, int width, int height, int channels = 3, long seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, ImageInputSpec.MaximumSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, ImageInputSpec.MaximumSize);
        if (channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "Images have 1 channel (grayscale) or 3 (color).");
        }

        (ClassCount, _seed, _graph, _tensor) = (classCount, seed, new LayerGraph(), GraphEditor.Image);
        Shape = _image = LayerShape.Map(channels, height, width);
    }

    private CnnBuilder(CnnBuilder parent)
    {
        (ClassCount, _seed, _graph, _image, _parent) = (parent.ClassCount, parent._seed, parent._graph, parent._image, parent);
        (Shape, _tensor, _scope, _start) = (parent.Shape, parent._tensor, parent._scope, parent._start);
    }

    /// <summary>The number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>The output shape of the last layer for one image; before the first layer, the shape of the image.</summary>
    public LayerShape Shape { get; private set; }

    /// <summary>The shape of the input image.</summary>
    internal LayerShape InputShape => _image;

    /// <summary>The layers so far.</summary>
    internal LayerGraph Layers => _graph;

    /// <summary>Sets the initialization of the weights in the layers added from here on.</summary>
    /// <param name="start">The initialization; <see cref="WeightInitialization.He"/> by default.</param>
    public CnnBuilder Initialize(WeightInitialization start)
    {
        _start = Enum.IsDefined(start) ? start : throw new ArgumentOutOfRangeException(nameof(start), start, "Unknown initialization.");
        return this;
    }

    /// <summary>Writes the network as an ONNX graph with its initial weights: input <c>image</c>, output <c>logits</c>.</summary>
    /// <exception cref="MlNetCnnException"><c>NETWORK_NO_HEAD</c>: it does not end in one number per class; <c>NETWORK_TOO_LARGE</c>: its weights
    /// do not fit into a file.</exception>
    internal OnnxGraph Build()
    {
        CheckEnd();
        var bytes = _graph.Layers.SelectMany(layer => layer.Weights).Sum(weight => (double)weight.Count * sizeof(float));
        if (bytes > OnnxLimits.MaximumBytes)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.NetworkTooLarge, "the network has more weights than an ONNX file can hold",
                FormattableString.Invariant($"at most {OnnxLimits.MaximumBytes / 1e9:F1} GB"), FormattableString.Invariant($"{bytes / 1e9:F1} GB"),
                "use smaller images or fewer filters, or replace Flatten() with GlobalAveragePool()");
        }

        return _graph.ToGraph(_image, _tensor, ClassCount, _seed);
    }

    /// <summary>Throws if the network does not end in one number per class.</summary>
    /// <exception cref="MlNetCnnException"><c>NETWORK_NO_HEAD</c>.</exception>
    internal void CheckEnd()
    {
        if (_parent is not null || _isBranching)
        {
            throw new InvalidOperationException("A branch is not a network. Use the builder with which the network was started.");
        }

        if (_last is not { CanEnd: true } || Shape != LayerShape.Vector(ClassCount))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.NetworkNoHead, "the network does not end in one number per class",
                $"a last layer Dense(net.ClassCount), with output [{ClassCount}]",
                _last is null ? "no layer" : $"{Shape} from {LayerErrors.Describe(_last)}",
                "end the network with .GlobalAveragePool().Dense(net.ClassCount), with nothing after it: softmax is part of the loss");
        }
    }

    private LayerPlan Begin(string kind, string stem, bool canEnd = false)
    {
        if (_isBranching)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.LayerBranch, "a branch adds layers to the network from which it branches",
                "calls on the builder passed to the function of the branch", $"a {kind} on the outer builder",
                "write net.Residual(branch => branch.Conv2D(64)), not net.Residual(branch => net.Conv2D(64))");
        }

        return _graph.Begin(kind, $"{_scope}{stem}", canEnd);
    }

    private LayerPlan BeginOnMap(string kind, string stem, bool canEnd = false)
    {
        var layer = Begin(kind, stem, canEnd);
        return Shape.IsMap ? layer : throw LayerErrors.Shape(
            layer, "a feature map [channels, height, width]", Shape, "put it before Flatten, GlobalAveragePool or Dense");
    }

    // A node within the layer, other than the one that computes its result.
    private string Part(LayerPlan layer, string operation, string part, LayerShape? shape, IEnumerable<string> inputs,
        params IEnumerable<AttributeProto> attributes) =>
        _graph.Append(layer, operation, inputs, part, shape?.ToDims(), attributes);

    // The node that computes the layer's result.
    private CnnBuilder End(
        LayerPlan layer, string operation, LayerShape shape, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes)
    {
        _tensor = _graph.Append(layer, operation, inputs, part: null, shape.ToDims(), attributes);
        (Shape, _last) = (shape, layer);
        return this;
    }
}
