using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace MlNetCnn.Diagnostics;

/// <summary>
/// Computes which regions of an image are evidence for a class, without gradients: only ONNX Runtime is needed. Thread-safe.
/// </summary>
/// <remarks>
/// <para>If the network ends in global average pooling and a dense layer, the weights of that layer are the weights of the feature maps:
/// <c>CAM</c> (Zhou et al., "Learning Deep Features for Discriminative Localization", CVPR 2016). Gradients give the same result there.</para>
/// <para>Otherwise, finite differences replace the gradients of Grad-CAM: each map is raised and lowered slightly, and the layers after
/// the maps are run again. The result is nearly the same as with gradients, and takes two short runs per map.</para>
/// <para>See <see cref="HeatMap"/> for the meaning of the values.</para>
/// </remarks>
public sealed class ClassActivationMapping : IClassActivationMethod
{
    private readonly ImageNetwork _network;
    private readonly ExplainedLayer _layer;
    private readonly float[]? _weights;
    private readonly InferenceSession _front;
    private readonly FiniteDifferenceCam? _quotients;
    private readonly UseGate _gate = new(typeof(ClassActivationMapping));

    /// <summary>Creates the mapping for a classifier.</summary>
    /// <param name="network">The classifier.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NO_CLASSES</c>: it is a backbone; <c>MODEL_NO_MAPS</c>: it is not a convolutional network.</exception>
    public ClassActivationMapping(ImageNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
        _layer = ExplainedLayer.Of(network);
        _weights = PooledLinearHead.FindWeights(network.Graph, _layer);
        _front = GraphRunner.Open(Front(), network.Name);
        _quotients = _weights is null ? new FiniteDifferenceCam(network, _layer) : null;
    }

    /// <summary>The method: <c>CAM</c> or <c>Grad-CAM by differences</c>; see the remarks.</summary>
    public string Method => _weights is null ? "Grad-CAM by differences" : "CAM";

    /// <summary>Whether the weights of the last layer suffice (CAM), so that explaining an image costs no more than scoring it.</summary>
    public bool IsExact => _weights is not null;

    /// <summary>Computes the heat map of an image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="className">The class to explain, or null for the most probable one.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="MlNetCnnException">The image cannot be used; or <c>CLASS_UNKNOWN</c>.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public HeatMap Explain(string path, string? className = null, CancellationToken cancellationToken = default)
    {
        var chosen = className is null ? -1 : _network.ClassIndex(className);
        return Explain(_network.ReadPixels(path), chosen, cancellationToken);
    }

    /// <summary>Waits for running calls; later calls throw <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (_gate.Close())
        {
            _front.Dispose();
            _quotients?.Dispose();
        }
    }

    /// <summary>Computes the heat map of preprocessed pixels.</summary>
    /// <param name="pixels">CHW, float32, RGB 0..255, in the network's input size.</param>
    /// <param name="chosen">The index of the class to explain, or -1 for the most probable one.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
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

    /// <summary>Returns the class's weights minus the mean over all classes, because evidence is a logit minus the mean of all logits.</summary>
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
