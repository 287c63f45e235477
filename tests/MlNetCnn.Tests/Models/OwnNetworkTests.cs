using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Tests a network written by MlNetCnn as the backbone of another.</summary>
public sealed class OwnNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _network;

    public OwnNetworkTests()
    {
        _network = _folder.File("own.onnx");
        var made = TinyClassifiers.Create(seed: 1);
        new TrainedClassifier(made.Graph, made.Card with { Temperature = 1.25, PreprocessingChoice = "auto: none", Network = "cnn" }).SaveOnnx(_network);
    }

    [Fact]
    public void Write_CardOverAnother_KeepsNothingOfIt()
    {
        var backbone = Backbone.FromFile(_network, Preprocessing.None);
        var classes = backbone.FeatureCount * 2;
        var graph = GraphEditor.WithLinearHead(backbone.FeatureGraph, new float[classes], new float[2]);
        var card = TinyClassifiers.Create(seed: 2).Card with { ClassNames = ["a", "b"], License = null, Backbone = backbone.Name };
        var trained = new TrainedClassifier(graph, card);
        trained.Save(_folder.File("m.zip"));
        var loaded = ModelFile.Read(_folder.File("m.zip"), TestContext.Current.CancellationToken).Card;
        Assert.Null(loaded.Temperature);
        Assert.Null(loaded.PreprocessingChoice);
        Assert.Null(loaded.Network);
        Assert.Null(loaded.License);
        Assert.Equal("own", loaded.Backbone);
    }

    [Fact]
    public void FromFile_PreprocessingThatContradictsIt_IsRefusedByName()
    {
        var exception = Assert.Throws<MlNetCnnException>(() => Backbone.FromFile(_network, Preprocessing.ImageNet));
        Assert.Equal("MODEL_NORMALIZES", exception.Code);
        Assert.Contains("mean=123.675", exception.Received, StringComparison.Ordinal);
        Assert.Equal(Preprocessing.None, Backbone.FromFile(_network, Preprocessing.None).Preprocessing);
    }

    [Fact]
    public void Save_ExtensionOfTheOtherKind_IsRefused()
    {
        var model = TinyClassifiers.Create(seed: 1);
        foreach (var save in new Action[] { () => model.Save(_folder.File("x.onnx")), () => model.SaveForImages(_folder.File("x.ONNX")), () => model.SaveOnnx(_folder.File("x.zip")) })
        {
            var exception = Assert.Throws<MlNetCnnException>(save);
            Assert.Equal((ErrorKind.Usage, "OUTPUT_EXTENSION"), (exception.Kind, exception.Code));
        }

        Assert.False(File.Exists(_folder.File("x.onnx")));
    }

    public void Dispose() => _folder.Dispose();
}
