using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class NetworkSummaryTests
{
    // In millions; torchvision states them as GFLOPS beside its weights.
    [Theory]
    [InlineData("alexnet", 224, 714)]
    [InlineData("vgg11", 224, 7_609)]
    [InlineData("vgg16", 224, 15_470)]
    [InlineData("resnet18", 224, 1_814)]
    [InlineData("resnet34", 224, 3_664)]
    [InlineData("resnet50", 224, 4_089)]
    [InlineData("googlenet", 224, 1_498)]
    [InlineData("inception-v3", 299, 5_713)]
    [InlineData("mobilenet-v2", 224, 301)]
    public void MultiplyAdds_AtTheUsualSize_AreAsPublished(string name, int size, long millions) =>
        Assert.InRange(Of(name, size).MultiplyAdds / 1e6, millions - 1, millions + 1);

    // Araujo et al., "Computing receptive fields of convolutional neural networks", 2019, tables; ResNet-50 with the step in the 3x3
    // convolution has 427 where theirs, with it in the 1x1 convolution, has 483.
    [Theory]
    [InlineData("alexnet", 224, 195)]
    [InlineData("vgg16", 224, 212)]
    [InlineData("inception-v3", 299, 1311)]
    [InlineData("mobilenet-v2", 224, 491)]
    [InlineData("resnet50", 224, 427)]
    [InlineData("resnet18", 224, 435)]
    public void ReceptiveField_AtTheUsualSize_IsAsPublished(string name, int size, int pixels) =>
        Assert.Equal(pixels, Of(name, size).ReceptiveField);

    private static NetworkSummary Of(string name, int size) => NetworkSummary.Of(CnnNetworks.Find(name).Build(new CnnBuilder(1000, size, size)));
}
