using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training.Layers;

/// <summary>
/// Builds a network layer by layer: each call puts one behind the last and gives the builder back. It takes pictures as float32
/// [N, channels, height, width], red, green, blue, 0..255, and ends in <see cref="Dense"/> with one number per class:
/// <code>net.Conv2D(32, kernel: 3).BatchNorm().ReLU().MaxPool(2).GlobalAveragePool().Dense(net.ClassCount)</code>
/// A block of one's own is a function from builder to builder. The same calls and seed give the same network.
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

    /// <summary>Begins a network.</summary>
    /// <param name="classCount">How many classes it tells apart, at least 2.</param>
    /// <param name="width">Width of the pictures in pixels, 1..4096.</param>
    /// <param name="height">Height of the pictures in pixels, 1..4096.</param>
    /// <param name="channels">3 for colour (default), 1 for grey.</param>
    /// <param name="seed">Decides the first weights; 1 by default.</param>
    public CnnBuilder(int classCount, int width, int height, int channels = 3, long seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, ImageInputSpec.MaximumSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, ImageInputSpec.MaximumSize);
        if (channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "pictures have 1 channel (grey) or 3 (colour)");
        }

        (ClassCount, _seed, _graph, _tensor) = (classCount, seed, new LayerGraph(), GraphEditor.Image);
        Shape = _image = LayerShape.Map(channels, height, width);
    }

    private CnnBuilder(CnnBuilder parent)
    {
        (ClassCount, _seed, _graph, _image, _parent) = (parent.ClassCount, parent._seed, parent._graph, parent._image, parent);
        (Shape, _tensor, _scope, _start) = (parent.Shape, parent._tensor, parent._scope, parent._start);
    }

    /// <summary>How many classes the network tells apart.</summary>
    public int ClassCount { get; }

    /// <summary>What the last layer gives of one picture; the picture itself before the first.</summary>
    public LayerShape Shape { get; private set; }

    /// <summary>The picture that is fed.</summary>
    internal LayerShape DecodedImage => _image;

    /// <summary>The layers so far.</summary>
    internal LayerGraph Layers => _graph;

    /// <summary>Says how the weights of the layers from here on start.</summary>
    /// <param name="start"><see cref="WeightInitialization.He"/> where nothing is said.</param>
    public CnnBuilder Initialize(WeightInitialization start)
    {
        _start = Enum.IsDefined(start) ? start : throw new ArgumentOutOfRangeException(nameof(start), start, "no such initialisation");
        return this;
    }

    /// <summary>Writes the network as an ONNX graph with its first weights: input <c>image</c>, output <c>logits</c>.</summary>
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
                "take smaller pictures or fewer filters, or put GlobalAveragePool() in place of Flatten()");
        }

        return _graph.ToGraph(_image, _tensor, ClassCount, _seed);
    }

    /// <summary>Refuses a network that does not end in one number per class.</summary>
    /// <exception cref="MlNetCnnException"><c>NETWORK_NO_HEAD</c>.</exception>
    internal void CheckEnd()
    {
        if (_parent is not null || _isBranching)
        {
            throw new InvalidOperationException("A branch is no network; build from the builder that the network was begun with.");
        }

        if (_last is not { CanEnd: true } || Shape != LayerShape.Vector(ClassCount))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.NetworkNoHead, "the network does not end in one number per class",
                $"a last layer Dense(net.ClassCount), which gives [{ClassCount}]",
                _last is null ? "no layer" : $"{Shape} from {LayerErrors.Describe(_last)}",
                "end the network in .GlobalAveragePool().Dense(net.ClassCount), with nothing behind it: softmax is part of the loss");
        }
    }

    private LayerPlan Begin(string kind, string stem, bool canEnd = false)
    {
        if (_isBranching)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.LayerBranch, "a branch puts layers onto the network that it branches off from",
                "calls on the builder that the branch's function is given", $"a {kind} on the outer builder",
                "write net.Residual(branch => branch.Conv2D(64)), not net.Residual(branch => net.Conv2D(64))");
        }

        return _graph.Begin(kind, $"{_scope}{stem}", canEnd);
    }

    private LayerPlan BeginOnMap(string kind, string stem, bool canEnd = false)
    {
        var layer = Begin(kind, stem, canEnd);
        return Shape.IsMap ? layer : throw LayerErrors.Shape(
            layer, "a feature map [channels, height, width]", Shape, "put it in front of Flatten, GlobalAveragePool or Dense");
    }

    // A node within the layer, on the tensor that the last one made.
    private string Part(LayerPlan layer, string operation, string part, LayerShape? shape, IEnumerable<string> inputs,
        params IEnumerable<AttributeProto> attributes) =>
        _graph.Append(layer, operation, inputs, part, shape?.ToDims(), attributes);

    // The node that makes the layer's result.
    private CnnBuilder End(
        LayerPlan layer, string operation, LayerShape shape, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes)
    {
        _tensor = _graph.Append(layer, operation, inputs, part: null, shape.ToDims(), attributes);
        (Shape, _last) = (shape, layer);
        return this;
    }
}
