using MlNetCnn.Training;
using static TorchSharp.torch;

namespace MlNetCnn.Benchmarks;

/// <summary>The training of this library: the components that fine-tuning uses, without reading images and measuring epochs.</summary>
internal sealed class EngineLoop : TrainedNetwork
{
    private readonly ScalarType? _precision;
    private readonly bool _batchNorm;
    private readonly GraphModule _module;
    private readonly WeightOptimizer _optimizer;

    public EngineLoop(Backbone backbone, bool batchNorm, ScalarType? precision, double learningRate, bool lastStage)
    {
        (_batchNorm, _precision) = (batchNorm, precision);
        var head = HeadWeights(backbone.FeatureCount);
        var features = batchNorm ? BatchNormUnfolding.Unfold(backbone.FeatureGraph) : backbone.FeatureGraph;
        _module = new GraphModule(GraphEditor.WithLinearHead(features, head, new float[Classes]), backbone.Name);
        Layout = new NetworkLayout(_module.Graph, backbone.Name, backbone.InputWidth, backbone.InputHeight);
        Cut = lastStage ? Layout.StageStarts[^1] : 0;
        foreach (var (name, weight) in _module.Parameters)
        {
            weight.requires_grad = Layout.IsTrained(name, Cut);
        }

        var trained = _module.Parameters.Where(p => p.Value.requires_grad).ToList();
        _optimizer = WeightOptimizer.Create(OptimizerKind.AdamW, [new ParameterGroup("all", trained, learningRate, 0.01)], 0.9);
    }

    public OnnxGraph Graph => _module.Graph;

    public NetworkLayout Layout { get; }

    /// <summary>The first node that is trained.</summary>
    public int Cut { get; }

    public override float Step(Tensor pixels, long[] labels) =>
        Step(new Dictionary<string, Tensor> { [GraphEditor.Image] = pixels }, labels);

    /// <summary>Trains on one batch.</summary>
    /// <param name="inputs">Tensors by name.</param>
    /// <param name="labels">[N].</param>
    public float Step(IReadOnlyDictionary<string, Tensor> inputs, long[] labels)
    {
        using var scope = NewDisposeScope();
        _optimizer.ZeroGradients();
        _module.Train(updateStatistics: _batchNorm, _precision);
        var logits = _module.Run(inputs, [GraphEditor.Logits])[GraphEditor.Logits];
        var targets = nn.functional.one_hot(tensor(labels), Classes).to_type(ScalarType.Float32);
        var loss = SoftCrossEntropy.Loss(logits, targets, null);
        loss.backward();
        _optimizer.Step(1);
        return loss.item<float>();
    }

    public override void Forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        _module.Evaluate(_precision);
        _module.Forward(pixels, GraphEditor.Logits);
    }

    public override void Dispose()
    {
        _optimizer.Dispose();
        _module.Dispose();
    }
}
