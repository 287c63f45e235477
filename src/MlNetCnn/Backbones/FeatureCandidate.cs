using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Backbones;

/// <summary>A tensor of a network that can be used as the features.</summary>
/// <param name="Tensor">The tensor's name.</param>
/// <param name="Shape">Its shape without the batch dimension: [F], or [F, height, width] for a map, which is averaged.</param>
public sealed record FeatureCandidate(string Tensor, IReadOnlyList<long> Shape)
{
    /// <summary>The most that are named: what is further from the end is a matter of <c>network</c> and <c>summary</c>.</summary>
    private const int MaxCount = 5;

    /// <summary>How many features it gives.</summary>
    public long FeatureCount => Shape[0];

    /// <summary>Returns text such as <c>'pool' [N, 1280, 1, 1]</c>.</summary>
    public override string ToString() => $"'{Tensor}' [N, {string.Join(", ", Shape)}]";

    /// <summary>
    /// Runs a network once and finds the vectors and maps nearest to the end that everything made of the image passes through, and the outputs; in
    /// network order. Of several in a row that differ by activation or reshaping only, the last. What comes after a classifier is left out.
    /// </summary>
    /// <param name="graph">The network, constants folded; used up.</param>
    /// <param name="name">How the network is called in messages.</param>
    /// <param name="head">Its head, or null.</param>
    /// <param name="inputSize">Height and width where the network leaves them open, or null for the usual size.</param>
    /// <exception cref="MlNetCnnException">The network takes no image or does not run.</exception>
    internal static IReadOnlyList<FeatureCandidate> Find(OnnxGraph graph, string name, ClassifierHead? head, int? inputSize)
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
