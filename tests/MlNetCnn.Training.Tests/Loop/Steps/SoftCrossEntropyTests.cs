using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

public sealed class SoftCrossEntropyTests
{
    private static readonly float[,] Logits = { { 1, -2, 0.5f }, { 0, 3, -1 } };
    private static readonly float[,] Targets = { { 0.9f, 0.05f, 0.05f }, { 0.3f, 0.7f, 0 } };

    [Theory]
    [InlineData(2, true)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public void Loss_SoftTargets_EqualsDefinition(int count, bool weighted)
    {
        using var scope = NewDisposeScope();
        double[] weights = weighted ? [0.5, 2, 1] : [1, 1, 1];
        var expected = 0.0;
        for (var n = 0; n < count; n++)
        {
            var sum = Enumerable.Range(0, 3).Sum(k => Math.Exp(Logits[n, k]));
            expected -= Enumerable.Range(0, 3).Sum(k => weights[k] * Targets[n, k] * (Logits[n, k] - Math.Log(sum))) / count;
        }

        var classWeights = weighted ? tensor(weights).to_type(ScalarType.Float32) : null;
        using var loss = SoftCrossEntropy.Loss(tensor(Logits).narrow(0, 0, count), tensor(Targets).narrow(0, 0, count), classWeights);
        Assert.Equal(expected, loss.item<float>(), 1e-6);
    }

    [Fact]
    public void Loss_HardTargets_EqualsTorch()
    {
        using var scope = NewDisposeScope();
        var expected = nn.functional.cross_entropy(tensor(Logits), tensor(new long[] { 2, 0 }));
        var targets = tensor(new float[,] { { 0, 0, 1 }, { 1, 0, 0 } });
        Assert.Equal(expected.item<float>(), SoftCrossEntropy.Loss(tensor(Logits), targets, null).item<float>(), 1e-6f);
    }

    [Fact]
    public void Loss_BFloat16_IsFloat32AndHasGradients()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(Logits).to_type(ScalarType.BFloat16).requires_grad_();
        var loss = SoftCrossEntropy.Loss(logits, tensor(Targets), null);
        Assert.Equal(ScalarType.Float32, loss.dtype);
        loss.backward();
        Assert.Equal(0, logits.grad!.to_type(ScalarType.Float32).sum().item<float>(), 0.01f);
        Assert.True(logits.grad!.abs().max().to_type(ScalarType.Float32).item<float>() > 0.01f);
    }

    [Fact]
    public void Loss_Often_KeepsNoTensors()
    {
        using var logits = tensor(Logits);
        using var targets = tensor(Targets);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        for (var i = 0; i < 3; i++)
        {
            SoftCrossEntropy.Loss(logits, targets, null).Dispose();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }
}
