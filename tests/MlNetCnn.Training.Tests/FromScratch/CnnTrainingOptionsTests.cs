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

    [Theory]
    [InlineData(null, 120)]
    [InlineData(5, 5)]
    public void PatienceFor_NothingSaid_TrainsToTheEnd(int? asked, int expected) =>
        Assert.Equal(expected, new CnnTrainingOptions { Patience = asked }.PatienceFor(120));
}
