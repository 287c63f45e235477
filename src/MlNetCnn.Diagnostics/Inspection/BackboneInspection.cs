using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Diagnostics;

/// <summary>
/// Describes an ONNX file, including one that cannot be used as a backbone, with the reasons why.
/// </summary>
public sealed record BackboneInspection
{
    private BackboneInspection()
    {
    }

    /// <summary>The path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>The size of the file in bytes, without external data files.</summary>
    public required long Bytes { get; init; }

    /// <summary>The hash that identifies the weights; see <see cref="Backbone.Sha256"/>.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The program that wrote the file; empty if unknown.</summary>
    public required string Producer { get; init; }

    /// <summary>The version of the ONNX format.</summary>
    public required long IrVersion { get; init; }

    /// <summary>The version of the <c>ai.onnx</c> operators.</summary>
    public required long Opset { get; init; }

    /// <summary>The inputs of the network.</summary>
    public required IReadOnlyList<TensorSpec> Inputs { get; init; }

    /// <summary>The outputs of the network.</summary>
    public required IReadOnlyList<TensorSpec> Outputs { get; init; }

    /// <summary>The operators, the most frequent first.</summary>
    public required IReadOnlyList<OperatorCount> Operators { get; init; }

    /// <summary>The operators that ONNX Runtime does not support, with domain and version.</summary>
    public IReadOnlyList<string> UnsupportedOperators { get; private set; } = [];

    /// <summary>The number of weights and biases, including the classifier's, without the running statistics of batch normalization.</summary>
    public long ParameterCount { get; private set; }

    /// <summary>The classifier layer, or null if none was found.</summary>
    public BackboneHead? Head { get; private set; }

    /// <summary>The tensor that would be used as the features, or null.</summary>
    public string? FeatureTensor { get; private set; }

    /// <summary>The tensors near the end that can be used as the features, in network order; the last one of the body is usually the best.</summary>
    public IReadOnlyList<FeatureCandidate> Candidates { get; private set; } = [];

    /// <summary>A note about the choice of the feature tensor; see <see cref="Backbone.FeatureNote"/>.</summary>
    public string? FeatureNote { get; private set; }

    /// <summary>The number of features, or null if the file cannot be used as a backbone.</summary>
    public int? FeatureCount { get; private set; }

    /// <summary>The input width in pixels, or null.</summary>
    public int? InputWidth { get; private set; }

    /// <summary>The input height in pixels, or null.</summary>
    public int? InputHeight { get; private set; }

    /// <summary>The stages from the input to the features.</summary>
    public IReadOnlyList<NetworkStage> Stages { get; private set; } = [];

    /// <summary>The reasons why the file cannot be used as a backbone; empty if it can.</summary>
    public IReadOnlyList<MlNetCnnException> Problems { get; private set; } = [];

    /// <summary>Whether <see cref="Backbone.FromFile"/> accepts the file.</summary>
    public bool IsUsable => Problems.Count == 0;

    /// <summary>Inspects a file.</summary>
    /// <remarks>Synchronous because analyzing the network is CPU work; call it inside <see cref="Task.Run(Action)"/> to keep a thread free.</remarks>
    /// <param name="path">The <c>.onnx</c> file.</param>
    /// <param name="featureTensor">The tensor to use as the features, or null for the classifier's input or the network's output.</param>
    /// <param name="inputSize">Height and width in pixels for a network that accepts any size; null for 224.</param>
    /// <exception cref="MlNetCnnException">The file is not an ONNX model: <c>MODEL_NOT_FOUND</c>, <c>MODEL_EMPTY</c>,
    /// <c>MODEL_TOO_LARGE</c> or <c>MODEL_NOT_ONNX</c>.</exception>
    public static BackboneInspection Inspect(string path, string? featureTensor = null, int? inputSize = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputSize ?? 1, nameof(inputSize));
        var bytes = OnnxFile.ReadBytes(path);
        var graph = OnnxFile.Parse(bytes, path);
        var inspection = new BackboneInspection
        {
            Path = path,
            Bytes = bytes.LongLength,
            Sha256 = Backbone.Digest(bytes, []),
            Producer = $"{graph.Model.ProducerName} {graph.Model.ProducerVersion}".Trim(),
            IrVersion = graph.Model.IrVersion,
            Opset = graph.Opset,
            Inputs = [.. graph.Inputs.Select(Port)],
            Outputs = [.. graph.Proto.Output.Select(Port)],
            Operators =
            [
                .. graph.Proto.Node.GroupBy(n => n.Domain.Length == 0 ? n.OpType : $"{n.Domain}:{n.OpType}")
                    .Select(g => new OperatorCount(g.Key, g.Count()))
                    .OrderByDescending(o => o.Count).ThenBy(o => o.Operator, StringComparer.Ordinal),
            ],
        };
        var outside = inspection.Examine(graph, featureTensor, inputSize);
        return outside.Count == 0 ? inspection : inspection with { Sha256 = Backbone.Digest(bytes, outside) };
    }

    private static TensorSpec Port(ValueInfoProto port) => new(port.Name, GraphInputs.TypeName(port.Kind()), port.ShapeTexts() ?? []);

    private IReadOnlyList<NetworkStage> FindStages(OnnxGraph graph, int? inputSize)
    {
        var end = FeatureTensor is { } tensor && graph.Producer(tensor) is not null ? tensor : null;
        if (end is not null)
        {
            GraphEditor.CutAt(graph, end);
        }

        graph.RemoveIdentities();
        PadFolding.Fold(graph);
        var port = ImageInputSpec.Find(graph, inputSize);
        BatchAxis.Free(graph, port.Name, port.Batch ?? 1);
        InputNormalization.Attach(graph, port, Preprocessing.None.Mean, Preprocessing.None.Std, blueFirst: false);
        return new NetworkParts(NetworkAnalysis.Of(graph, Path, port.Height, port.Width, end)).Stages;
    }

    private IReadOnlyList<TensorProto> Examine(OnnxGraph graph, string? featureTensor, int? inputSize)
    {
        IReadOnlyList<TensorProto> outside = [];
        var problems = new List<MlNetCnnException>();
        var folded = graph.Clone();
        var readable = Try(() =>
        {
            OnnxLimits.Check(graph, Path);
            ParameterCount = WeightFinder.ParameterCount(graph);
            outside = ExternalTensors.ReadNext(graph, Path);
            UnsupportedOperators = OperatorSupport.Unsupported(graph);
            folded = graph.Clone();
            FeatureGraphBuilder.Normalize(folded, Path);
            ParameterCount = WeightFinder.ParameterCount(folded);
            var head = HeadFinder.Find(folded);
            Head = head is null ? null : new BackboneHead(head.Node.OpType, head.Name, head.Features, head.Weights, head.Classes);
            FeatureTensor = featureTensor ?? head?.Features ?? HeadlessEnd.Find(folded);
        });
        if (readable)
        {
            Try(() =>
            {
                var extract = FeatureGraphBuilder.From(graph, Path, Preprocessing.None, featureTensor, inputSize);
                (FeatureCount, InputWidth, InputHeight, FeatureNote) = (extract.FeatureCount, extract.Width, extract.Height, extract.Note);
            });
            Try(() => Candidates = FeatureCandidate.Find(folded.Clone(), Path, HeadFinder.Find(folded), inputSize));
            Try(() => Stages = FindStages(folded, inputSize));
        }

        Problems = problems;
        return outside;

        bool Try(Action step)
        {
            try
            {
                step();
                return true;
            }
            catch (MlNetCnnException problem) when (problem.Kind == ErrorKind.Model)
            {
                // A later step often fails for the reason that an earlier step already reported.
                if (problems.All(p => p.Code != problem.Code))
                {
                    problems.Add(problem);
                }

                return false;
            }
        }
    }
}
