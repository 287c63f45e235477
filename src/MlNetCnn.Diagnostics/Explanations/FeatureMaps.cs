using Microsoft.ML.OnnxRuntime;
using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Diagnostics;

/// <summary>
/// Reads the feature maps of a network for an image, from edges in the first layers to parts of objects in the last, and the filters of
/// its first convolution. Thread-safe.
/// </summary>
public sealed class FeatureMaps : IDisposable
{
    private const string StagePrefix = "stage:";

    private readonly ImageNetwork _network;
    private readonly InferenceSession _session;
    private readonly string[] _layers;
    private readonly UseGate _gate = new(typeof(FeatureMaps));

    /// <summary>Creates a reader for the layers.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layers">
    /// Names of tensors in the file, or <c>stage:N</c> for the last feature maps of the Nth stage, counted from the input; null for
    /// the first, the middle and the last stage. A stage ends where the network halves its maps.
    /// </param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NO_TENSOR</c>: a layer does not exist; <c>LAYER_NO_MAPS</c>: a layer has no feature maps;
    /// <c>MODEL_NO_MAPS</c>: the network has no feature maps; or it cannot be run.</exception>
    public FeatureMaps(ImageNetwork network, IReadOnlyList<string>? layers = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network;
        var analysis = NetworkAnalysis.Of(network.Graph, network.Name, network.InputHeight, network.InputWidth, network.End);
        var shapes = analysis.Shapes;
        Stages = [.. new NetworkParts(analysis).Stages.Where(stage => shapes.Maps(stage.EndTensor)?.Channels == stage.Channels)];
        _layers = layers is null ? Chosen() : [.. layers.Select(layer => Find(layer, shapes)).Distinct(StringComparer.Ordinal)];
        if (_layers.Length == 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNoMaps, $"'{network.Name}' has no feature maps",
                expected: "a network with layers of shape [N, channels, height, width]", received: "none of more than one pixel");
        }

        var graph = network.Graph.Clone();
        graph.SetOutputs(_layers);
        graph.Prune();
        _session = GraphRunner.Open(graph, network.Name);
        Filters = FirstFilters(network.Graph);
    }

    /// <summary>The layers that are read: in network order if none were specified, else in the specified order.</summary>
    public IReadOnlyList<string> Layers => _layers;

    /// <summary>The stages of the network whose last maps have their channels first, in network order.</summary>
    public IReadOnlyList<NetworkStage> Stages { get; }

    /// <summary>The filters of the first convolution, or null if there is no such convolution.</summary>
    public ConvolutionFilters? Filters { get; }

    /// <summary>Reads the feature maps of one image.</summary>
    /// <param name="path">The file.</param>
    /// <returns>One entry for each of <see cref="Layers"/>, in that order.</returns>
    /// <exception cref="MlNetCnnException">The image cannot be used.</exception>
    public IReadOnlyList<FeatureMapGrid> Read(string path) => Read(_network.ReadPixels(path));

    /// <summary>Computes the feature maps of preprocessed pixels.</summary>
    /// <param name="pixels">CHW, float32, RGB 0..255, in the network's input size, as returned by <see cref="ImageNetwork.ReadPixels"/>.</param>
    /// <returns>One entry for each of <see cref="Layers"/>, in that order.</returns>
    /// <exception cref="ArgumentException">The number of values is not 3 * height * width.</exception>
    public IReadOnlyList<FeatureMapGrid> Read(float[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        var length = 3 * _network.InputHeight * _network.InputWidth;
        if (pixels.Length != length)
        {
            throw new ArgumentException($"expected {length} values, received {pixels.Length}", nameof(pixels));
        }

        using var use = _gate.Enter();
        var feed = new Dictionary<string, (float[] Values, long[] Shape)>
        {
            [GraphEditor.Image] = (pixels, [1, 3, _network.InputHeight, _network.InputWidth]),
        };
        var tensors = GraphRunner.Run(_session, feed, _layers, _network.Name);
        return [.. tensors.OfType<TensorProto>().Select(tensor => new FeatureMapGrid(tensor.Name, ToMaps(tensor)))];
    }

    /// <summary>Waits for running calls; later calls throw <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (_gate.Close())
        {
            _session.Dispose();
        }
    }

    private static float[,,] ToMaps(TensorProto tensor)
    {
        var maps = new float[tensor.Dims[1], tensor.Dims[2], tensor.Dims[3]];
        Buffer.BlockCopy(tensor.ToFloats(), 0, maps, 0, sizeof(float) * maps.Length);
        return maps;
    }

    private static ConvolutionFilters? FirstFilters(OnnxGraph graph)
    {
        var weights = graph.Proto.Node.Where(node => node.OpType == "Conv").Select(node => graph.Initializer(node.Input[1]))
            .FirstOrDefault(tensor => tensor?.Dims.Count == 4);
        if (weights is null)
        {
            return null;
        }

        var values = new float[weights.Dims[0], weights.Dims[1], weights.Dims[2], weights.Dims[3]];
        Buffer.BlockCopy(weights.ToFloats(), 0, values, 0, sizeof(float) * values.Length);
        return new ConvolutionFilters(weights.Name, values);
    }

    private string[] Chosen() => Stages.Count == 0
        ? []
        : [.. new[] { 0, (Stages.Count - 1) / 2, Stages.Count - 1 }.Distinct().Select(i => Stages[i].EndTensor)];

    private string Find(string layer, TensorShapes shapes)
    {
        if (layer.StartsWith(StagePrefix, StringComparison.OrdinalIgnoreCase))
        {
            return int.TryParse(layer.AsSpan(StagePrefix.Length), out var number) && number >= 1 && number <= Stages.Count
                ? Stages[number - 1].EndTensor
                : throw NoLayer(layer, $"{StagePrefix}1 to {StagePrefix}{Stages.Count}");
        }

        if (shapes.Find(layer) is not { } tensor)
        {
            var near = NearestNames.Find(layer, shapes.InOrder.Where(t => shapes.Maps(t.Name) is not null).Select(t => t.Name));
            throw NoLayer(layer, $"{StagePrefix}1 to {StagePrefix}{Stages.Count}, or a tensor, for example {string.Join(", ", near.Select(n => $"'{n}'"))}");
        }

        return shapes.Maps(layer) is not null
            ? layer
            : throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.LayerNoMaps, $"'{layer}' of '{_network.Name}' has no feature maps",
                expected: "a tensor of shape [1, channels, height, width] with more than one pixel",
                received: $"{GraphInputs.TypeName(tensor.Kind())} [{string.Join(", ", tensor.Dims)}]", fix: "specify a layer before it");
    }

    private MlNetCnnException NoLayer(string layer, string expected) => new(
        ErrorKind.Usage, ErrorCodes.ModelNoTensor, $"'{_network.Name}' has no layer '{layer}'", expected: expected, received: $"'{layer}'",
        fix: "use a name that NetworkOutline lists");
}
