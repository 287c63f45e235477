using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// Computes heat maps of the image regions that support a class, by gradients: the weight of a feature map is the mean gradient of the class's logit
/// over the map (Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization", ICCV 2017; see
/// <see cref="HeatMap"/> for the additions). It requires libtorch; <c>ClassActivationMapping</c> does not. Instances are not thread-safe.
/// </summary>
public sealed class GradCam : IClassActivationMethod
{
    private readonly ImageNetwork _network;
    private readonly ExplainedLayer _layer;
    private readonly GraphModule _module;
    private readonly UseGate _gate = new(typeof(GradCam));

    /// <summary>Creates an instance for a classifier.</summary>
    /// <param name="network">The classifier.</param>
    /// <exception cref="MlNetCnnException"><c>ENV_LIBTORCH</c>: libtorch does not load; <c>MODEL_NO_CLASSES</c>: the network is a backbone;
    /// <c>MODEL_NO_MAPS</c>: it is not a convolutional network; <c>MODEL_OPERATOR_UNSUPPORTED</c>.</exception>
    public GradCam(ImageNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
        _layer = ExplainedLayer.Of(network);
        _module = new GraphModule(network.Graph, network.Name);
        foreach (var weight in _module.Parameters.Values)
        {
            // Only the gradient of the maps is needed.
            weight.requires_grad = false;
        }

        _module.Evaluate();
    }

    /// <summary>Gets the name of the method, <c>Grad-CAM</c>.</summary>
    public string Method => "Grad-CAM";

    /// <summary>Computes the heat map of an image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="className">The class to explain, or null for the most probable one.</param>
    /// <param name="cancellationToken">Cancels the operation before it begins.</param>
    /// <exception cref="MlNetCnnException">The image is invalid; or <c>CLASS_UNKNOWN</c>.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public HeatMap Explain(string path, string? className = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var chosen = className is null ? -1 : _network.ClassIndex(className);
        return Explain(_network.ReadPixels(path), chosen);
    }

    /// <summary>Waits for a running call; later calls throw an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (_gate.Close())
        {
            _module.Dispose();
        }
    }

    /// <summary>Computes the heat map of pixels.</summary>
    /// <param name="pixels">CHW, float32, RGB 0..255, of the network's input size.</param>
    /// <param name="chosen">The class index, or -1 for the most probable class.</param>
    internal HeatMap Explain(float[] pixels, int chosen)
    {
        using var use = _gate.Enter();
        using var scope = NewDisposeScope();
        var seen = Forward(tensor(pixels, [1, 3, _network.InputHeight, _network.InputWidth]));
        var scores = TorchTensors.ToFloats(seen[GraphEditor.Score]);
        var best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(scores);
        var index = chosen < 0 ? best : chosen;
        var maps = seen[_layer.Tensor].detach().requires_grad_(true);
        var logits = _module.Run(new Dictionary<string, Tensor> { [_layer.Tensor] = maps }, [GraphEditor.Logits])[GraphEditor.Logits];
        var evidence = logits[0, index] - logits.mean();
        evidence.backward();
        var weights = TorchTensors.ToFloats(maps.grad!.sum([2, 3]));
        return new HeatMap
        {
            Values = _layer.Heat(TorchTensors.ToFloats(maps), weights, evidence.item<float>(), _network),
            ClassName = _network.Card!.ClassNames[index],
            Probability = scores[index],
            PredictedLabel = _network.Card.ClassNames[best],
            PredictedProbability = scores[best],
            Method = Method,
            Layer = _layer.Tensor,
        };
    }

    private IReadOnlyDictionary<string, Tensor> Forward(Tensor image)
    {
        using var still = no_grad();
        return _module.Run(new Dictionary<string, Tensor> { [GraphEditor.Image] = image }, [_layer.Tensor, GraphEditor.Score]);
    }
}
