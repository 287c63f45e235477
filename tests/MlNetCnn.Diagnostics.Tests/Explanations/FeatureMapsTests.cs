using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public class FeatureMapsTests
{
    [Fact]
    public void Read_DefaultBackbone_EqualsTheTensorsInsideOnnxRuntime()
    {
        var network = ImageNetwork.Of(Backbone.Default);
        var photo = Repository.Photos(1)[0];
        using var reader = new FeatureMaps(network);

        var maps = reader.Read(photo);

        Assert.Equal([(112, 64), (28, 128), (7, 512)], maps.Select(layer => (layer.Height, layer.Channels)));
        foreach (var layer in maps)
        {
            // The whole network, optimized by ONNX Runtime as in production, with this tensor as an additional output.
            var graph = Backbone.Default.FeatureGraph.Exposing(layer.Tensor);
            var expected = Running.Run(graph, layer.Tensor, "image", network.ReadPixels(photo), 1, 3, 224, 224);
            Running.AssertClose(expected, layer.Values.Cast<float>().ToArray());
        }
    }

    [Fact]
    public void Read_PixelsOfAnotherSize_AreRefused()
    {
        var network = ImageNetwork.Of(TinyClassifiers.Create(1));
        using var reader = new FeatureMaps(network);

        Assert.Throws<ArgumentException>(() => reader.Read(new float[3]));
        Assert.Equal(reader.Layers, reader.Read(new float[3 * network.InputHeight * network.InputWidth]).Select(layer => layer.Tensor));
    }

    [Fact]
    public void Filters_DefaultBackbone_AreTheFirstConvolutionsWeights()
    {
        using var reader = new FeatureMaps(ImageNetwork.Of(Backbone.Default));
        var first = Backbone.Default.FeatureGraph.SortedNodes().First(node => node.OpType == "Conv");

        Assert.Equal((64, 3, 7, 7), (reader.Filters!.Count, reader.Filters.Channels, reader.Filters.Height, reader.Filters.Width));
        Assert.Equal(Backbone.Default.FeatureGraph.Initializer(first.Input[1])!.ToFloats(), reader.Filters.Values.Cast<float>());
    }

    [Fact]
    public void Layers_ChosenByStageAndName_AreReadInTheirOrderOnce()
    {
        var network = ImageNetwork.Of(TinyClassifiers.Create(1));
        var stages = NetworkOutline.Of(network).Stages;

        using var reader = new FeatureMaps(network, ["stage:2", stages[0].EndTensor, "STAGE:2"]);

        Assert.Equal([stages[1].EndTensor, stages[0].EndTensor], reader.Layers);
    }

    [Theory]
    [InlineData("stage:3", "MODEL_NO_TENSOR", "stage:1 to stage:2")]
    [InlineData("stage:x", "MODEL_NO_TENSOR", "stage:1 to stage:2")]
    [InlineData("t2.rely", "MODEL_NO_TENSOR", "'t2.relu'")]
    [InlineData("features", "LAYER_NO_MAPS", "[1, channels, height, width]")]
    public void Layers_ThatDoNotExistOrMakeNoMaps_AreRefused(string layer, string code, string expected)
    {
        var exception = Assert.Throws<MlNetCnnException>(() => new FeatureMaps(ImageNetwork.Of(TinyClassifiers.Create(1)), [layer]));

        Assert.Equal((ErrorKind.Usage, code), (exception.Kind, exception.Code));
        Assert.Contains(expected, exception.Expected);
    }

    [Fact]
    public void Layers_NetworkWithoutMaps_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var net = new TinyNet(shape: ["N", 3, 1, 1]).Flatten();
        net.Named("Gemm", "hidden", net.Graph.SetInitializer(TensorData.Create("w", net.Random(18).AsSpan(), 6, 3)), NodeAttributes.Of("transB", 1));
        net.GemmHead().Output("N", TinyNet.Classes);
        var network = ImageNetwork.Of(Backbone.FromFile(net.Save(folder), Preprocessing.None));

        Assert.Equal("MODEL_NO_MAPS", Assert.Throws<MlNetCnnException>(() => new FeatureMaps(network)).Code);
    }
}
