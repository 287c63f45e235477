using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// Shows which places of a picture speak for a class, by gradients: a feature map weighs as much as the class's logit grows with it, in
/// the mean over its places (Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization", ICCV
/// 2017; <see cref="HeatMap"/> tells what was added). It computes on libtorch; <c>ClassActivationMapping</c> does without. Not safe
/// for use by several threads at once.
/// </summary>
public sealed class GradCam : IClassActivationMethod
{
    private readonly ImageNetwork _network;
    private readonly ExplainedLayer _layer;
    private readonly GraphModule _module;
    private readonly UseGate _gate = new(typeof(GradCam));

    /// <summary>Opens a classifier.</summary>
    /// <param name="network">The classifier.</param>
    /// <exception cref="MlNetCnnException"><c>ENV_LIBTORCH</c>: libtorch does not load here; <c>MODEL_NO_CLASSES</c>: the network is a
    /// backbone; <c>MODEL_NO_MAPS</c>: it is no convolutional network; <c>MODEL_OPERATOR_UNSUPPORTED</c>.</exception>
    public GradCam(ImageNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
        _layer = ExplainedLayer.Of(network);
        _module = new GraphModule(network.Graph, network.Name);
        foreach (var weight in _module.Parameters.Values)
        {
            // Only the maps' gradient is asked for.
            weight.requires_grad = false;
        }

        _module.Evaluate();
    }

    /// <summary><c>Grad-CAM</c>.</summary>
    public string Method => "Grad-CAM";

    /// <summary>Finds the heat map of a picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="className">The class that the heat is to speak for, or null for the most probable one.</param>
    /// <param name="cancellationToken">Stops the work before it begins.</param>
    /// <exception cref="MlNetCnnException">The picture cannot be used; or <c>CLASS_UNKNOWN</c>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public HeatMap Explain(string path, string? className = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var chosen = className is null ? -1 : _network.ClassIndex(className);
        return Explain(_network.ReadPixels(path), chosen);
    }

    /// <summary>Waits for the call that is running; later ones get an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (_gate.Close())
        {
            _module.Dispose();
        }
    }

    /// <summary>Finds the heat map of pixels.</summary>
    /// <param name="pixels">CHW, float32, RGB 0..255, of the network's input size.</param>
    /// <param name="chosen">The class, or -1 for the most probable one.</param>
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
