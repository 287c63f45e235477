using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Backbones;

/// <summary>Finds the tensors that can be used as features, by running the network once.</summary>
[SharedInternal]
internal static class FeatureCandidates
{
    /// <summary>The maximum number of candidates; <c>network</c> and <c>summary</c> list tensors further from the end.</summary>
    private const int MaxCount = 5;

    /// <summary>
    /// Returns the vectors and maps nearest to the end that everything computed from the image passes through, and the outputs; in network
    /// order. Of several in a row that differ only by activation or reshaping, the last. Tensors after a classifier are omitted.
    /// </summary>
    /// <param name="graph">The network, with constants folded; modified and not usable afterwards.</param>
    /// <param name="name">The name of the network in messages.</param>
    /// <param name="head">Its head, or null.</param>
    /// <param name="inputSize">The height and width if the network does not fix them, or null for the default size.</param>
    /// <exception cref="MlNetCnnException">The network has no image input or does not run.</exception>
    public static IReadOnlyList<FeatureCandidate> Find(OnnxGraph graph, string name, ClassifierHead? head, int? inputSize)
    {
        if (head is { IsProjection: false })
        {
            GraphEditor.CutAt(graph, head.Features);
        }

        var shapes = Measure(graph, name, inputSize);
        var outputs = graph.Proto.Output.Select(output => output.Name).ToList();
        var found = new List<FeatureCandidate>();
        foreach (var tensor in outputs.SelectMany(output => CutPoints.Find(graph, GraphEditor.Image, output).Append(output)).Distinct())
        {
            if (shapes.Find(tensor) is not { } shape || !IsFeatures(shape))
            {
                continue;
            }

            var candidate = new FeatureCandidate(tensor, [.. shape.Dims.Skip(1)]);
            if (found.Count > 0 && IsSame(found[^1], candidate))
            {
                found.RemoveAt(found.Count - 1);
            }

            found.Add(candidate);
        }

        return [.. found.TakeLast(MaxCount)];
    }

    private static TensorShapes Measure(OnnxGraph graph, string name, int? inputSize)
    {
        var port = ImageInputSpec.Find(graph, inputSize);
        BatchAxis.Free(graph, port.Name, port.Batch ?? 1);
        InputNormalization.Attach(graph, port, Preprocessing.None.Mean, Preprocessing.None.Std, blueFirst: false);
        return TensorShapes.Measure(graph, port.Height, port.Width, name);
    }

    private static bool IsFeatures(TensorProto tensor) =>
        tensor.Kind() is DataType.Float or DataType.Double && tensor.Dims is [1, > 1] or [1, > 1, _, _];

    private static bool IsSame(FeatureCandidate a, FeatureCandidate b) =>
        a.FeatureCount == b.FeatureCount && a.Shape.Skip(1).Aggregate(1L, (x, y) => x * y) == b.Shape.Skip(1).Aggregate(1L, (x, y) => x * y);
}
