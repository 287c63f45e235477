using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

public sealed class WeightAverageTests
{
    [Fact]
    public void Update_ManyTimes_EqualsDefinition()
    {
        using var scope = NewDisposeScope();
        var live = full([2, 2], 1.0, dtype: ScalarType.Float64);
        using var average = Create(("w", live), 0.5);
        var expected = 1.0;
        for (var t = 1; t <= 20; t++)
        {
            live.fill_(Math.Sin(t));
            average.Update();
            var decay = Math.Min(0.5, (1.0 + t) / (10 + t));
            expected = (decay * expected) + ((1 - decay) * Math.Sin(t));
        }

        Assert.Equal(20, average.Updates);
        Assert.Equal(expected, average.State.Single().Value[0, 0].item<double>(), 1e-12);
    }

    [Fact]
    public void Update_Integers_AreCopied()
    {
        using var scope = NewDisposeScope();
        var count = zeros([1], dtype: ScalarType.Int64);
        using var average = Create(("count", count), 0.9);
        count.add_(7);
        average.Update();
        Assert.Equal(7, average.State.Single().Value.item<long>());
    }

    [Fact]
    public void Swap_Disposed_PutsBothBack()
    {
        using var scope = NewDisposeScope();
        var live = TorchTensors.ChannelsLast(rand(4, 3, 3, 3));
        var first = live.clone();
        using var average = Create(("w", live), 0.9);
        live.add_(1);
        var later = live.clone();
        using (var swap = average.Swap())
        {
            Assert.True(live.equal(first).all().item<bool>());
            Assert.Throws<InvalidOperationException>(average.Update);
            Assert.Throws<InvalidOperationException>(average.Swap);
            swap.Dispose();
            Assert.True(live.equal(later).all().item<bool>());
        }

        Assert.True(live.equal(later).all().item<bool>());
        Assert.True(average.State.Single().Value.equal(first).all().item<bool>());
        Assert.Equal(live.stride(), average.State.Single().Value.stride());
    }

    [Fact]
    public void Swap_TrainedWeight_IsAllowed()
    {
        using var scope = NewDisposeScope();
        var live = ones(2).requires_grad_();
        using var average = Create(("w", live), 0.9);
        using (average.Swap())
        {
            Assert.True(live.requires_grad);
        }

        (live * 3).sum().backward();
        Assert.Equal(3, live.grad![0].item<float>());
        Assert.False(average.State.Single().Value.requires_grad);
    }

    [Fact]
    public void LoadState_Saved_ContinuesTheSame()
    {
        using var scope = NewDisposeScope();
        var live = rand(3);
        using var average = Create(("w", live), 0.99);
        live.add_(1);
        average.Update();
        using var second = Create(("w", live), 0.99);
        second.LoadState(average.State.ToDictionary());
        second.Updates = average.Updates;
        live.add_(1);
        average.Update();
        second.Update();
        Assert.True(average.State.Single().Value.equal(second.State.Single().Value).all().item<bool>());
    }

    [Fact]
    public void UpdateAndSwap_Often_KeepNoTensors()
    {
        using var live = rand(3);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        using (var average = Create(("w", live), 0.99))
        {
            for (var i = 0; i < 3; i++)
            {
                average.Update();
                average.Swap().Dispose();
                Assert.Equal(before + 1, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
            }
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    private static ModelEma Create((string Name, Tensor Value) tensor, double decay) =>
        new([KeyValuePair.Create(tensor.Name, tensor.Value)], decay);
}
