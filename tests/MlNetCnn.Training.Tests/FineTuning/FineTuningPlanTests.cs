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
        var plan = FineTuningPlan.Choose(new FineTuningOptions(), images, 5);
        Assert.Equal(range, plan.Range.ToString());
        Assert.Contains($"about {images / 5} training images per class", plan.Sentence);
        Assert.InRange(plan.Epochs, 1, FineTuningPlan.MostEpochs);
    }

    [Fact]
    public void Choose_WhatTheUserSaid_IsThat()
    {
        var plan = FineTuningPlan.Choose(new FineTuningOptions { Unfreeze = LayerRange.LastLayers(3), Epochs = 1 }, 50, 5);
        Assert.Equal("Trained are the head and the last 3 layers, for at most 1 epoch.", plan.Sentence);
    }
}
