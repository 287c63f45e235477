using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class CnnNetworksTests
{
    [Theory]
    [InlineData("resnet18", 224, 1000, 11_689_512)]
    [InlineData("resnet20", 32, 10, 272_474)]
    public void Build_AtTheUsualSize_HasThePublishedNumberOfParameters(string name, int size, int classes, long parameters)
    {
        var net = CnnNetworks.Find(name).Build(new CnnBuilder(classes, size, size));

        net.CheckEnd();
        Assert.Equal(parameters, net.Layers.Layers.SelectMany(layer => layer.Weights).Where(weight => weight.IsTrained).Sum(weight => weight.Count));
    }
}
