using Xunit;

namespace MlNetCnn.Tests;

public sealed class ImageNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("m.zip")]
    [InlineData("m.onnx")]
    public void Load_OwnModel_HasItsCardAndInput(string name)
    {
        var classifier = TinyClassifiers.Create(1);
        var path = _folder.File(name);
        if (name.EndsWith(".zip", StringComparison.Ordinal))
        {
            classifier.Save(path);
        }
        else
        {
            classifier.SaveOnnx(path);
        }

        var network = ImageNetwork.Load(path);

        Assert.Equal((name, 8, 8), (network.Name, network.InputWidth, network.InputHeight));
        Assert.Equal(classifier.ClassNames, network.Card!.ClassNames);
    }

    [Fact]
    public void Load_PlainOnnx_SaysToPassItAsBackbone()
    {
        var path = TinyNet.WithBody().Classify().Save(_folder);

        var exception = Assert.Throws<MlNetCnnException>(() => ImageNetwork.Load(path));

        Assert.Equal("MODEL_NOT_OURS", exception.Code);
        Assert.Contains("Backbone.FromFile", exception.Fix);
    }

    [Fact]
    public void Load_CardOfAnotherGraph_IsRefused()
    {
        var graph = TinyNet.WithBody().Classify().Graph;
        ModelCardMetadata.Write(graph, TinyClassifiers.Create(1).Card);
        var path = _folder.Write("m.onnx", graph.ToBytes());

        Assert.Equal("MODEL_CARD_DAMAGED", Assert.Throws<MlNetCnnException>(() => ImageNetwork.Load(path)).Code);
    }

    [Fact]
    public void ReadPixels_InvalidImage_GivesTheReason()
    {
        File.WriteAllText(_folder.File("page.jpg"), "<html></html>");
        var network = ImageNetwork.Of(TinyClassifiers.Create(1));

        var exception = Assert.Throws<MlNetCnnException>(() => network.ReadPixels(_folder.File("page.jpg")));

        Assert.Equal((ErrorKind.Data, "IMG_UNSUPPORTED"), (exception.Kind, exception.Code));
    }
}
