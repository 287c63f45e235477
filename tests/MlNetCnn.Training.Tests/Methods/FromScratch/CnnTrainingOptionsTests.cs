using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class CnnTrainingOptionsTests
{
    [Theory]
    [InlineData(null, 999, 120)]
    [InlineData(null, 1000, 60)]
    [InlineData(7, 999, 7)]
    [InlineData(7, 1000, 7)]
    public void EpochsOf_NumberOfImages_ShowsFewOnesMoreOften(int? asked, int images, int expected) =>
        Assert.Equal(expected, new CnnTrainingOptions { Epochs = asked }.EpochsOf(images));

    /// <summary>LeNet uses tanh, which does not die.</summary>
    [Theory]
    [InlineData("alexnet", 64, 0.005)]
    [InlineData("mlp", 32, 0.0025)]
    [InlineData("lenet", 32, 0.05)]
    [InlineData("resnet20", 128, 0.2)]
    public void HighestRate_RectifiersWithoutNormalization_IsSmall(string network, int batch, double expected)
    {
        var graph = CnnNetworks.Get(network).Build(new CnnBuilder(10, 64, 64)).Build();
        Assert.Equal(expected, new CnnTrainingOptions { BatchSize = batch }.HighestRate(graph), 1e-12);
        Assert.Equal(0.3, new CnnTrainingOptions { LearningRate = 0.3 }.HighestRate(graph));
        Assert.Equal(2e-3, new CnnTrainingOptions { Optimizer = OptimizerKind.AdamW }.HighestRate(graph));
    }

    [Theory]
    [InlineData(null, 120)]
    [InlineData(5, 5)]
    public void PatienceFor_Default_TrainsToTheEnd(int? asked, int expected) =>
        Assert.Equal(expected, new CnnTrainingOptions { Patience = asked }.PatienceFor(120));
}
