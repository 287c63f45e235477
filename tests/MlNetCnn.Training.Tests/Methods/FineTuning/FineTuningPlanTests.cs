using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class FineTuningPlanTests
{
    [Theory]
    [InlineData(50, "head")]
    [InlineData(99, "head")]
    [InlineData(100, "stages:2")]
    [InlineData(2300, "stages:2")]
    public void Choose_Auto_GoesDeeperTheMoreImagesThereAre(int images, string range)
    {
        var plan = FineTuningPlan.Choose(new FineTuningOptions(), images, 5, images / 9, () => 0.8);
        Assert.Equal(range, plan.Range.ToString());
        Assert.Contains($"about {images / 5} training images per class", plan.Sentence);
        Assert.InRange(plan.Epochs, 1, FineTuningPlan.MaxEpochs);
    }

    [Fact]
    public void Choose_UserChoice_IsKept()
    {
        var plan = FineTuningPlan.Choose(new FineTuningOptions { Unfreeze = LayerRange.LastLayers(3), Epochs = 1 }, 50, 5, 5, NeverAsked);
        Assert.Equal("Training the head and the last 3 layers, for at most 1 epoch.", plan.Sentence);
    }

    [Theory]
    [InlineData(0.974, 24, "head")]
    [InlineData(0.974, 100, "stages:2")]
    [InlineData(0.90, 24, "stages:2")]
    [InlineData(0.90, 19, "head")]
    [InlineData(1.00, 100000, "head")]
    public void Choose_AutoWithAHeadThatIsNearlyAlwaysRight_RequiresEnoughValidationImages(double headAccuracy, int validationImages, string range)
    {
        var plan = FineTuningPlan.Choose(new FineTuningOptions(), 220, 2, validationImages, () => headAccuracy);
        Assert.Equal(range, plan.Range.ToString());
        if (range == "head")
        {
            Assert.StartsWith("Training only the head", plan.Sentence);
            Assert.Contains($"classify {100 * headAccuracy:0.0} % of held-out images correctly, and {validationImages} validation images", plan.Sentence);
        }
    }

    [Fact]
    public void Choose_WithoutNeedForTheHead_DoesNotFitIt()
    {
        Assert.Equal("stages:2", FineTuningPlan.Choose(new FineTuningOptions(), 220, 2, 0, NeverAsked).Range.ToString());
        Assert.Equal("head", FineTuningPlan.Choose(new FineTuningOptions(), 30, 2, 30, NeverAsked).Range.ToString());
        Assert.Equal("all", FineTuningPlan.Choose(new FineTuningOptions { Unfreeze = LayerRange.All }, 220, 2, 24, NeverAsked).Range.ToString());
    }

    private static double NeverAsked() => throw new InvalidOperationException("the head was fitted");
}
