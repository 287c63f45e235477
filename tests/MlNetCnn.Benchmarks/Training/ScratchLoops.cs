using MlNetCnn.Training;
using MlNetCnn.Training.Layers;
using MlNetCnn.Training.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MlNetCnn.Benchmarks;

/// <summary>Trains a named network from random weights by SGD with Nesterov momentum: ours, and as in TorchSharp's examples.</summary>
internal sealed class ScratchLoops : TrainedNetwork
{
    private const double LearningRate = 0.02;
    private const double WeightDecay = 5e-4;

    private readonly GraphModule? _module;
    private readonly WeightOptimizer? _optimizer;
    private readonly ScalarType? _precision;
    private readonly PlainScratchNetwork? _plain;
    private readonly SGD? _plainOptimizer;

    public ScratchLoops(string rival, string name, int size)
    {
        TorchRuntime.EnsureLoaded();
        set_num_threads(Environment.ProcessorCount);
        var graph = CnnNetworks.Get(name).Build(new CnnBuilder(Classes, size, size)).Build();
        if (rival == "plain")
        {
            _plain = new PlainScratchNetwork(name, size, graph);
            _plain.train();
            _plainOptimizer = optim.SGD(_plain.parameters(), LearningRate, momentum: 0.9, weight_decay: WeightDecay, nesterov: true);
            return;
        }

        CnnGraph.Complete(graph, new CnnTrainingOptions { InputSize = size }, new ChannelStatistics([127.5f, 127.5f, 127.5f], [127.5f, 127.5f, 127.5f]));
        _precision = rival == "bf16" ? ScalarType.BFloat16 : null;
        _module = new GraphModule(graph, name);
        _optimizer = WeightOptimizer.Create(OptimizerKind.Sgd, [new ParameterGroup("all", [.. _module.Parameters], LearningRate, WeightDecay)], 0.9);
    }

    public override float Step(Tensor pixels, long[] labels)
    {
        using var scope = NewDisposeScope();
        Tensor loss;
        if (_plain is not null)
        {
            _plainOptimizer!.zero_grad();
            loss = nn.functional.cross_entropy(_plain.forward((pixels - 127.5f) / 127.5f), tensor(labels));
            loss.backward();
            _plainOptimizer.step();
            return loss.item<float>();
        }

        _optimizer!.ZeroGradients();
        _module!.Train(updateStatistics: true, _precision);
        var logits = _module.Run(new Dictionary<string, Tensor> { [GraphEditor.Image] = pixels }, [GraphEditor.Logits])[GraphEditor.Logits];
        loss = SoftCrossEntropy.Loss(logits, nn.functional.one_hot(tensor(labels), Classes).to_type(ScalarType.Float32), null);
        loss.backward();
        _optimizer.Step(1);
        return loss.item<float>();
    }

    public override void Forward(Tensor pixels) => throw new NotSupportedException("only steps are measured from scratch");

    public override void Dispose()
    {
        _optimizer?.Dispose();
        _module?.Dispose();
        _plainOptimizer?.Dispose();
        _plain?.Dispose();
    }
}
