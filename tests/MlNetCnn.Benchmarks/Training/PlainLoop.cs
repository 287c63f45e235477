using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MlNetCnn.Benchmarks;

/// <summary>The training loop of the baseline, as in TorchSharp's examples.</summary>
internal sealed class PlainLoop : TrainedNetwork
{
    private readonly PlainResNet18 _network;
    private readonly AdamW _optimizer;
    private readonly Tensor _mean;
    private readonly Tensor _deviation;

    public PlainLoop(Backbone backbone, bool batchNorm, double learningRate, bool lastStage)
    {
        _network = new PlainResNet18(backbone.FeatureGraph, batchNorm);
        if (lastStage)
        {
            _network.FreezeFront();
        }

        _network.train();
        _optimizer = optim.AdamW(_network.parameters().Where(p => p.requires_grad), learningRate);
        _mean = tensor(backbone.Preprocessing.Mean.ToArray(), [1, 3, 1, 1]);
        _deviation = tensor(backbone.Preprocessing.Std.ToArray(), [1, 3, 1, 1]);
    }

    public override float Step(Tensor pixels, long[] labels)
    {
        using var scope = NewDisposeScope();
        _optimizer.zero_grad();
        var loss = nn.functional.cross_entropy(_network.forward(Normalize(pixels)), tensor(labels));
        loss.backward();
        _optimizer.step();
        return loss.item<float>();
    }

    public override void Forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        _network.forward(Normalize(pixels));
    }

    public override void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
        _mean.Dispose();
        _deviation.Dispose();
    }

    private Tensor Normalize(Tensor pixels) => (pixels - _mean) / _deviation;
}
