using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

public sealed class GradientsTests
{
    [Fact]
    public void Clip_LargeNorm_EqualsTorch()
    {
        using var scope = NewDisposeScope();
        var (ours, theirs) = (Weights(), Weights());
        var before = Training.Gradients.Clip(ours, 1.5);
        var expected = nn.utils.clip_grad_norm_(theirs, 1.5);
        Assert.Equal(13, before, 1e-5);
        Assert.Equal(expected, before, 1e-5);
        Assert.Equal(1.5, Training.Gradients.Clip(ours, 0), 1e-4);
        Assert.Equal(theirs[0].grad![0].item<float>(), ours[0].grad![0].item<float>(), 1e-6f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Clip_NoBoundOrLargeOne_ChangesNothing(double bound)
    {
        using var scope = NewDisposeScope();
        var weights = Weights();
        Assert.Equal(13, Training.Gradients.Clip(weights, bound), 1e-5);
        Assert.Equal(3, weights[0].grad![0].item<float>());
    }

    [Fact]
    public void Clip_NotANumber_IsReturnedAndChangesNothing()
    {
        using var scope = NewDisposeScope();
        var weights = Weights();
        weights[1].grad = full([1], double.NaN);
        Assert.True(double.IsNaN(Training.Gradients.Clip(weights, 1)));
        Assert.Equal(3, weights[0].grad![0].item<float>());
    }

    [Fact]
    public void Clip_NoGradients_IsZero()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0, Training.Gradients.Clip([new Parameter(ones(2))], 1));
        Assert.Equal(0, Training.Gradients.Clip([], 1));
    }

    /// <summary>Gradients (3, 4) and (12), with a norm of 13, and a weight without one.</summary>
    private static Parameter[] Weights()
    {
        var (first, second) = (new Parameter(zeros(2)), new Parameter(zeros(1)));
        (first.grad, second.grad) = (tensor(new float[] { 3, 4 }), tensor(new float[] { 12 }));
        return [first, second, new Parameter(zeros(3))];
    }
}
