using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace MlNetCnn.Diagnostics;

/// <summary>
/// Shows which places of a picture speak for a class, without gradients: ONNX Runtime suffices. Safe for use by several threads at once.
/// </summary>
/// <remarks>
/// <para>Where the network ends in global average pooling and a dense layer, the weights of that layer are those of the feature maps:
/// <c>CAM</c> (Zhou et al., "Learning Deep Features for Discriminative Localization", CVPR 2016). Gradients give the same there.</para>
/// <para>Elsewhere the gradients of Grad-CAM are replaced by difference quotients: each map is raised and lowered a little, and what lies
/// behind the maps is run again. That is nearly the same as with gradients, for twice as many short runs as there are maps.</para>
/// <para>See <see cref="HeatMap"/> on what the heat means.</para>
/// </remarks>
public sealed class ClassActivationMapping : IClassActivationMethod
{
    private readonly ImageNetwork _network;
    private readonly ExplainedLayer _layer;
    private readonly float[]? _weights;
    private readonly InferenceSession _front;
    private readonly FiniteDifferenceCam? _quotients;
    private readonly UseGate _gate = new(typeof(ClassActivationMapping));

    /// <summary>Opens a classifier.</summary>
    /// <param name="network">The classifier.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NO_CLASSES</c>: it is a backbone; <c>MODEL_NO_MAPS</c>: it is no convolutional network.</exception>
    public ClassActivationMapping(ImageNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
        _layer = ExplainedLayer.Of(network);
        _weights = PooledLinearHead.FindWeights(network.Graph, _layer);
        _front = GraphRunner.Open(Front(), network.Name);
        _quotients = _weights is null ? new FiniteDifferenceCam(network, _layer) : null;
    }

    /// <summary><c>CAM</c> or <c>Grad-CAM by differences</c>; see the remarks.</summary>
    public string Method => _weights is null ? "Grad-CAM by differences" : "CAM";

    /// <summary>Whether the weights of the network's last layer say all, so that a picture costs no more than being scored.</summary>
    public bool IsExact => _weights is not null;

    /// <summary>Finds the heat map of a picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="className">The class that the heat is to speak for, or null for the most probable one.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="MlNetCnnException">The picture cannot be used; or <c>CLASS_UNKNOWN</c>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public HeatMap Explain(string path, string? className = null, CancellationToken cancellationToken = default)
    {
        var chosen = className is null ? -1 : _network.ClassIndex(className);
        return Explain(_network.ReadPixels(path), chosen, cancellationToken);
    }

    /// <summary>Waits for the calls that are running; later ones get an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (_gate.Close())
        {
            _front.Dispose();
            _quotients?.Dispose();
        }
    }

    /// <summary>Finds the heat map of pixels.</summary>
    /// <param name="pixels">CHW, float32, RGB 0..255, of the network's input size.</param>
    /// <param name="chosen">The class, or -1 for the most probable one.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    internal HeatMap Explain(float[] pixels, int chosen, CancellationToken cancellationToken)
    {
        using var use = _gate.Enter();
        var feed = new Dictionary<string, (float[] Values, long[] Shape)>
        {
            [GraphEditor.Image] = (pixels, [1, 3, _network.InputHeight, _network.InputWidth]),
        };
        string[] requested = [_layer.Tensor, GraphEditor.Logits, GraphEditor.Score];
        var results = GraphRunner.Run(_front, feed, requested, _network.Name);
        var (maps, logits, scores) = (results[0]!.ToFloats(), results[1]!.ToFloats(), results[2]!.ToFloats());
        var best = TensorPrimitives.IndexOfMax<float>(scores);
        var index = chosen < 0 ? best : chosen;
        var weights = _quotients?.Find(maps, index, cancellationToken) ?? DenseWeights(index, logits.Length);
        return new HeatMap
        {
            Values = _layer.Heat(maps, weights, ExplainedLayer.Evidence(logits, index), _network),
            ClassName = _network.Card!.ClassNames[index],
            Probability = scores[index],
            PredictedLabel = _network.Card.ClassNames[best],
            PredictedProbability = scores[best],
            Method = Method,
            Layer = _layer.Tensor,
        };
    }

    /// <summary>The class's weights less the mean of all classes', because evidence is a logit less the mean of all.</summary>
    private float[] DenseWeights(int index, int classes)
    {
        var weights = _weights.AsSpan(index * _layer.Channels, _layer.Channels).ToArray();
        for (var i = 0; i < classes; i++)
        {
            TensorPrimitives.MultiplyAdd(_weights.AsSpan(i * weights.Length, weights.Length), -1f / classes, weights, weights);
        }

        return weights;
    }

    private OnnxGraph Front()
    {
        var graph = _network.Graph.Clone();
        graph.SetOutputs(_layer.Tensor, GraphEditor.Logits, GraphEditor.Score);
        graph.Prune();
        return graph;
    }
}
