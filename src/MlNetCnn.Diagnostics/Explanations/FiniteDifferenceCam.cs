using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Diagnostics;

/// <summary>Computes how much the evidence for a class grows with each feature map, by raising and lowering the map slightly.</summary>
internal sealed class FiniteDifferenceCam : IDisposable
{
    // Number of changed maps in one run: large enough to make the overhead of a run negligible.
    private const int MapsAtATime = 16;

    // Relative to the size of the map: small enough for the network to be linear over the step, large enough for float32 to resolve it.
    private const float Step = 0.05f;

    private readonly ImageNetwork _network;
    private readonly ExplainedLayer _layer;
    private readonly InferenceSession _rest;

    /// <summary>Opens the layers after the maps.</summary>
    /// <param name="network">The classifier.</param>
    /// <param name="layer">The layer with the maps.</param>
    public FiniteDifferenceCam(ImageNetwork network, ExplainedLayer layer)
    {
        (_network, _layer) = (network, layer);
        var graph = network.Graph.Clone();
        var maker = graph.Producer(layer.Tensor);
        graph.KeepNodes(node => node.Output.Count == 0 || node.Output[0] != maker!.Output[0]);
        graph.SetOutputs(GraphEditor.Logits);
        graph.SetInputs(GraphInputs.Create(
            layer.Tensor, TensorProto.Types.DataType.Float, [GraphEditor.BatchSymbol, layer.Channels, layer.Height, layer.Width]));
        graph.Prune();
        _rest = GraphRunner.Open(graph, network.Name);
    }

    /// <summary>Computes, for each map, the growth of the evidence if the map grows by 1 everywhere; 0 for a map that is 0 everywhere.</summary>
    /// <param name="maps">The maps of an image, CHW.</param>
    /// <param name="index">The class.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public float[] Find(float[] maps, int index, CancellationToken cancellationToken)
    {
        var pixels = _layer.Height * _layer.Width;
        var quotients = new float[_layer.Channels];
        float[] steps = [.. Enumerable.Range(0, quotients.Length)
            .Select(channel => Step * TensorPrimitives.Norm<float>(maps.AsSpan(channel * pixels, pixels)) / MathF.Sqrt(pixels))];
        int[] channels = [.. Enumerable.Range(0, quotients.Length).Where(channel => steps[channel] > 0)];
        foreach (var chunk in channels.Chunk(MapsAtATime))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var changed = new float[2 * chunk.Length * maps.Length];
            foreach (var (i, channel) in chunk.Index())
            {
                Change(2 * i, channel, steps[channel]);
                Change((2 * i) + 1, channel, -steps[channel]);
            }

            var logits = Logits(changed, 2 * chunk.Length);
            var classes = logits.Length / (2 * chunk.Length);
            foreach (var (i, channel) in chunk.Index())
            {
                var raised = ExplainedLayer.Evidence(logits.AsSpan(2 * i * classes, classes), index);
                var lowered = ExplainedLayer.Evidence(logits.AsSpan(((2 * i) + 1) * classes, classes), index);
                quotients[channel] = (raised - lowered) / (2 * steps[channel]);
            }

            void Change(int run, int channel, float step)
            {
                var copy = changed.AsSpan(run * maps.Length, maps.Length);
                maps.CopyTo(copy);
                var map = copy.Slice(channel * pixels, pixels);
                TensorPrimitives.Add(map, step, map);
            }
        }

        return quotients;
    }

    /// <inheritdoc/>
    public void Dispose() => _rest.Dispose();

    private float[] Logits(float[] maps, int count)
    {
        var feed = new Dictionary<string, (float[] Values, long[] Shape)>
        {
            [_layer.Tensor] = (maps, [count, _layer.Channels, _layer.Height, _layer.Width]),
        };
        return GraphRunner.Run(_rest, feed, [GraphEditor.Logits], _network.Name)[0]!.ToFloats();
    }
}
