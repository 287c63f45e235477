using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class CnnNetworksTests
{
    [Theory]
    [InlineData("alexnet", 224, 1000, 61_100_840)]
    [InlineData("vgg11", 224, 1000, 132_863_336)]
    [InlineData("vgg16", 224, 1000, 138_357_544)]
    [InlineData("resnet18", 224, 1000, 11_689_512)]
    [InlineData("resnet34", 224, 1000, 21_797_672)]
    [InlineData("resnet50", 224, 1000, 25_557_032)]
    [InlineData("se-resnet18", 224, 1000, 11_778_592)]
    [InlineData("se-resnet34", 224, 1000, 21_958_868)]
    [InlineData("se-resnet50", 224, 1000, 28_088_024)]
    [InlineData("senet154", 224, 1000, 115_088_984)]
    [InlineData("googlenet", 224, 1000, 6_624_904)]
    [InlineData("inception-v3", 299, 1000, 23_834_568)]
    [InlineData("mobilenet-v2", 224, 1000, 3_504_872)]
    [InlineData("resnet20", 32, 10, 272_474)]
    [InlineData("resnet32", 32, 10, 466_906)]
    [InlineData("resnet44", 32, 10, 661_338)]
    [InlineData("resnet56", 32, 10, 855_770)]
    public void Build_AtTheUsualSize_HasThePublishedNumberOfParameters(string name, int size, int classes, long parameters)
    {
        var net = CnnNetworks.Find(name).Build(new CnnBuilder(classes, size, size));

        net.CheckEnd();
        Assert.Equal(parameters, net.Layers.Layers.SelectMany(layer => layer.Weights).Where(weight => weight.IsTrained).Sum(weight => weight.Count));
    }
}
