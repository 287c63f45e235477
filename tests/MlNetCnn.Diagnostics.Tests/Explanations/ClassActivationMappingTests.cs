using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public sealed class ClassActivationMappingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Explain_PooledLinearHead_IsTheHeadAppliedToEachPlace()
    {
        var classifier = TinyClassifiers.Create(3);
        var network = ImageNetwork.Of(classifier);
        var image = TinyClassifiers.WriteImage(_folder.File("p.png"));
        using var mapping = new ClassActivationMapping(network);

        Assert.Equal("CAM", mapping.Method);
        foreach (var (index, name) in classifier.ClassNames.Index())
        {
            var heat = mapping.Explain(image, name, TestContext.Current.CancellationToken);
            Running.AssertClose(SlowHeat(network, image, index), heat.Values.Cast<float>().ToArray(), 1e-4);
            Assert.Equal((name, heat.Layer), (heat.ClassName, NetworkOutline.Of(network).Stages[^1].EndTensor));
        }
    }

    [Fact]
    public void Explain_Classifier_GivesItsProbabilities()
    {
        var classifier = TinyClassifiers.Create(3);
        classifier.Save(_folder.File("m.zip"));
        var image = TinyClassifiers.WriteImage(_folder.File("p.png"));
        using var scoring = ImageClassifier.Load(_folder.File("m.zip"));
        using var mapping = new ClassActivationMapping(ImageNetwork.Load(_folder.File("m.zip")));

        var prediction = scoring.Predict(image);
        var predicted = mapping.Explain(image, null, TestContext.Current.CancellationToken);
        var other = mapping.Explain(image, "bee", TestContext.Current.CancellationToken);

        Assert.Equal((prediction.Label, prediction.Label), (predicted.ClassName, predicted.PredictedLabel));
        Assert.Equal(prediction.Probability, predicted.Probability, 1e-5);
        Assert.Equal(1, predicted.Values.Cast<float>().Max());
        Assert.Equal(("bee", prediction.Label), (other.ClassName, other.PredictedLabel));
        Assert.Equal(prediction.Scores[1], other.Probability, 1e-5);
    }

    [Theory]
    [InlineData("AveragePool")]
    [InlineData("ReduceMean")]
    [InlineData("Reshape")]
    public void Method_PoolingSpelledOtherwise_IsStillExact(string spelling)
    {
        var net = TinyNet.WithBody();
        _ = spelling switch
        {
            "AveragePool" => net.Node("AveragePool", NodeAttributes.Of("kernel_shape", [4, 4])).Flatten(),
            "ReduceMean" => net.Node("ReduceMean", NodeAttributes.Of("axes", [-1, -2]), NodeAttributes.Of("keepdims", 0)),
            _ => net.Pool().Reshape(0, -1),
        };
        var network = Classifier(net);
        using var mapping = new ClassActivationMapping(network);
        var image = TinyClassifiers.WriteImage(_folder.File("p.png"));

        Assert.Equal("CAM", mapping.Method);
        var heat = mapping.Explain(image, "c2", TestContext.Current.CancellationToken);
        Running.AssertClose(SlowHeat(network, image, 2), heat.Values.Cast<float>().ToArray(), 1e-4);
    }

    [Fact]
    public void Explain_WeightsFoundByDifferences_EqualTheExactOnes()
    {
        // A multiplication after the pooling hides that the rest is a single dense layer.
        var network = Classifier(TinyNet.WithBody().Pool().Flatten(), scale: 2);
        var image = TinyClassifiers.WriteImage(_folder.File("p.png"));
        using var byDifferences = new ClassActivationMapping(network);

        Assert.Equal("Grad-CAM by differences", byDifferences.Method);
        var heat = byDifferences.Explain(image, "c1", TestContext.Current.CancellationToken);
        Running.AssertClose(SlowHeat(network, image, 1, scale: 2), heat.Values.Cast<float>().ToArray(), 1e-3);
    }

    [Fact]
    public void Explain_PoolingBehindTheLastLayer_WeighsTheFinerMaps()
    {
        var net = TinyNet.WithBody();
        var last = net.Tensor;
        net.Node("MaxPool", NodeAttributes.Of("kernel_shape", [2, 2]), NodeAttributes.Of("strides", [2, 2])).Pool().Flatten();
        using var mapping = new ClassActivationMapping(Classifier(net));

        var heat = mapping.Explain(TinyClassifiers.WriteImage(_folder.File("p.png")), null, TestContext.Current.CancellationToken);

        Assert.Equal((last, 1f), (heat.Layer, heat.Values.Cast<float>().Max()));
    }

    [Fact]
    public void Explain_UnknownClass_NamesTheNearest()
    {
        using var mapping = new ClassActivationMapping(ImageNetwork.Of(TinyClassifiers.Create(1)));

        var exception = Assert.Throws<MlNetCnnException>(
            () => mapping.Explain(TinyClassifiers.WriteImage(_folder.File("p.png")), "bees", TestContext.Current.CancellationToken));

        Assert.Equal((ErrorKind.Usage, "CLASS_UNKNOWN"), (exception.Kind, exception.Code));
        Assert.Contains("'bee'", exception.Expected);
    }

    [Fact]
    public void Explain_Cancelled_Stops()
    {
        using var byDifferences = new ClassActivationMapping(Classifier(TinyNet.WithBody().Pool().Flatten(), scale: 2));

        Assert.Throws<OperationCanceledException>(
            () => byDifferences.Explain(TinyClassifiers.WriteImage(_folder.File("p.png")), null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Open_Backbone_IsRefused() =>
        Assert.Equal(
            "MODEL_NO_CLASSES", Assert.Throws<MlNetCnnException>(() => new ClassActivationMapping(ImageNetwork.Of(Backbone.Default))).Code);

    /// <summary>A head of five classes on features, which are multiplied first if a scale is specified.</summary>
    private ImageNetwork Classifier(TinyNet features, float? scale = null)
    {
        if (scale is { } factor)
        {
            features.Node("Mul", features.Graph.SetInitializer(TensorData.Create("factor", [factor])));
        }

        var tensor = features.Tensor;
        features.GemmHead().Output("N", TinyNet.Classes);
        var backbone = Backbone.FromFile(features.Save(_folder), Preprocessing.Inception, tensor);
        var graph = GraphEditor.WithLinearHead(backbone.FeatureGraph, features.HeadWeights, features.HeadBias);
        var card = TinyClassifiers.Create(1).Card with { ClassNames = ["c0", "c1", "c2", "c3", "c4"] };
        return ImageNetwork.Of(new TrainedClassifier(graph, card));
    }

    /// <summary>The head's logit at every position, relative to the mean of all logits there, computed by definition.</summary>
    private static float[] SlowHeat(ImageNetwork network, string image, int index, float scale = 1)
    {
        using var reader = new FeatureMaps(network, ["stage:2"]);
        var maps = reader.Read(image)[0];
        var weights = network.Graph.Initializer("head.weight")!.ToFloats();
        var bias = network.Graph.Initializer("head.bias")!.ToFloats();
        var places = new float[maps.Height, maps.Width];
        for (var y = 0; y < maps.Height; y++)
        {
            for (var x = 0; x < maps.Width; x++)
            {
                var logits = Enumerable.Range(0, bias.Length)
                    .Select(k => bias[k] + Enumerable.Range(0, maps.Channels).Sum(c => scale * weights[(k * maps.Channels) + c] * maps.Values[c, y, x])).ToArray();
                places[y, x] = Math.Max(0, logits[index] - logits.Average());
            }
        }

        // Each cell of 4x4 covers 2x2 pixels of 8x8; the pixel centers are at a quarter and three quarters of the cell.
        var heat = new float[network.InputHeight * network.InputWidth];
        for (var i = 0; i < heat.Length; i++)
        {
            var (row, column) = (((i / 8) - 0.5f) / 2, ((i % 8) - 0.5f) / 2);
            for (var dy = 0; dy < 2; dy++)
            {
                for (var dx = 0; dx < 2; dx++)
                {
                    var (y, x) = ((int)Math.Floor(row) + dy, (int)Math.Floor(column) + dx);
                    heat[i] += (1 - Math.Abs(row - y)) * (1 - Math.Abs(column - x)) * places[Math.Clamp(y, 0, 3), Math.Clamp(x, 0, 3)];
                }
            }
        }

        var max = heat.Max();
        return [.. heat.Select(value => max > 0 ? value / max : 0)];
    }
}
