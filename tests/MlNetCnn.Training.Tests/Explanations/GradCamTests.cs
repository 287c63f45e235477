using SkiaSharp;
using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class GradCamTests(EmojiClassifier emoji) : IClassFixture<EmojiClassifier>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, 0xFFFFFFFF, 15)]
    [InlineData(false, 0xFF808080, 15)]
    [InlineData(false, 0xFF000000, 15)]
    [InlineData(true, 0xFFFFFFFF, 10)]
    public void Explain_PhotoOnHalfABlankCanvas_PutsTheHeatOnThePhoto(bool byGradients, uint blank, int count)
    {
        using IClassActivationMethod mapper = byGradients ? new GradCam(emoji.Network) : new ClassActivationMapping(emoji.Network);
        var fractions = PastedPhotos.Make(_folder, count, new SKColor(blank))
            .Select(pasted => PastedPhotos.Fraction(mapper.Explain(pasted.Path, null, TestContext.Current.CancellationToken).Values, pasted.Left, pasted.Top))
            .ToList();

        // The same number in each corner and in the middle.
        Assert.Equal(count, fractions.Count);
        Assert.True(fractions.Average() >= 0.75, $"the mean is {fractions.Average():F3}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{mapper.Method}: {fractions.Average():F3} of the heat, at least {fractions.Min():F3}");
    }

    [Fact]
    public void Explain_PooledLinearHead_EqualsTheVariantWithoutGradients()
    {
        using var gradients = new GradCam(emoji.Network);
        using var without = new ClassActivationMapping(emoji.Network);

        Assert.Equal("CAM", without.Method);
        foreach (var (path, _, _) in PastedPhotos.Make(_folder, 3, SKColors.White))
        {
            foreach (var name in new[] { null, "clothing" })
            {
                var (ours, theirs) = Both(gradients, without, path, name);
                Assert.Equal((theirs.ClassName, theirs.PredictedLabel, theirs.Layer), (ours.ClassName, ours.PredictedLabel, ours.Layer));
                Assert.Equal(theirs.Probability, ours.Probability, 1e-4);
                Assert.True(Correlation(ours, theirs) > 0.9999);
                Assert.True(ours.Values.Cast<float>().Zip(theirs.Values.Cast<float>(), (a, b) => Math.Abs(a - b)).Max() < 1e-2);
            }
        }
    }

    [Fact]
    public void Explain_AfterDispose_NamesTheClass()
    {
        var image = PastedPhotos.Make(_folder, 1, SKColors.White).First().Path;
        var gradients = new GradCam(Classifier(Networks.Make("MobileNetV3")));
        gradients.Explain(image, null, TestContext.Current.CancellationToken);
        gradients.Dispose();
        gradients.Dispose();
        var exception = Assert.Throws<ObjectDisposedException>(() => gradients.Explain(image, null, TestContext.Current.CancellationToken));
        Assert.Equal(typeof(GradCam).FullName, exception.ObjectName);
    }

    [Theory]
    [InlineData("MobileNetV3")]
    [InlineData("SE-ResNet")]
    [InlineData("EfficientNet")]
    [InlineData("DenseNet")]
    [InlineData("ConvNeXt")]
    [InlineData("Inception v3")]
    public void Explain_OtherNetworks_BothVariantsAgree(string name)
    {
        var network = Classifier(Networks.Make(name));
        using var gradients = new GradCam(network);
        using var without = new ClassActivationMapping(network);

        var (ours, theirs) = Both(gradients, without, Repository.Photos(1)[0], null);

        Assert.Equal(theirs.Layer, ours.Layer);
        Assert.True(Correlation(ours, theirs) > 0.99, $"{without.Method}: {Correlation(ours, theirs):F4}");
    }

    [Fact]
    public void Explain_HiddenLayersAfterTheMaps_BothVariantsAgree()
    {
        // As in VGG: the maps are flattened with all their positions, and two dense layers follow.
        var net = new NetBuilder(32).Conv(8, 3, 2, bias: true).Relu().Conv(12, 3, 2, bias: true).Relu();
        net.Node("Flatten", NodeAttributes.Of("axis", 1));
        net.Node("Gemm", net.Weight("hidden.weight", 0.03, 24, 12 * 8 * 8), net.Weight("hidden.bias", 0.1, 24), NodeAttributes.Of("transB", 1)).Relu();
        net.Node("Gemm", net.Weight("out.weight", 0.2, 7, 24), net.Weight("out.bias", 0.1, 7), NodeAttributes.Of("transB", 1));
        var network = Classifier(net.Finish(7));
        using var gradients = new GradCam(network);
        using var without = new ClassActivationMapping(network);

        Assert.Equal("Grad-CAM by differences", without.Method);
        foreach (var photo in Repository.Photos(4))
        {
            var (ours, theirs) = Both(gradients, without, photo, "c2");
            Assert.True(Correlation(ours, theirs) > 0.99, $"{Correlation(ours, theirs):F4}");
        }
    }

    [Fact]
    public void Explain_UnknownClassOrMissingFile_IsRefused()
    {
        using var gradients = new GradCam(emoji.Network);
        var token = TestContext.Current.CancellationToken;

        Assert.Equal("CLASS_UNKNOWN", Assert.Throws<MlNetCnnException>(() => gradients.Explain(Repository.Photos(1)[0], "rose", token)).Code);
        Assert.Equal("IMG_NOT_FOUND", Assert.Throws<MlNetCnnException>(() => gradients.Explain(_folder.File("gone.jpg"), null, token)).Code);
        Assert.Equal("MODEL_NO_CLASSES", Assert.Throws<MlNetCnnException>(() => new GradCam(ImageNetwork.Of(Backbone.Default))).Code);
    }

    private static (HeatMap Gradients, HeatMap Without) Both(GradCam gradients, ClassActivationMapping without, string path, string? name) =>
        (gradients.Explain(path, name, TestContext.Current.CancellationToken), without.Explain(path, name, TestContext.Current.CancellationToken));

    private static double Correlation(HeatMap first, HeatMap second)
    {
        var (a, b) = (first.Values.Cast<float>().ToArray(), second.Values.Cast<float>().ToArray());
        var (meanA, meanB) = (a.Average(), b.Average());
        return a.Zip(b, (x, y) => (double)(x - meanA) * (y - meanB)).Sum()
            / Math.Sqrt(a.Sum(x => (double)(x - meanA) * (x - meanA)) * b.Sum(y => (double)(y - meanB) * (y - meanB)));
    }

    /// <summary>A network with its own head, as a model with seven classes.</summary>
    private ImageNetwork Classifier(OnnxGraph graph)
    {
        var head = HeadFinder.Find(graph)!;
        var (weights, bias) = (graph.Initializer(head.Weights)!.ToFloats(), graph.Initializer(head.Node.Input[2])!.ToFloats());
        File.WriteAllBytes(_folder.File("net.onnx"), graph.ToBytes());
        var backbone = Backbone.FromFile(_folder.File("net.onnx"), Preprocessing.Inception);
        return ImageNetwork.Of(new TrainedClassifier(GraphEditor.WithLinearHead(backbone.FeatureGraph, weights, bias), new ModelCard
        {
            ClassNames = [.. Enumerable.Range(0, 7).Select(i => $"c{i}")],
            Method = "features",
            Preprocessing = backbone.Preprocessing.ToString(),
            InputWidth = backbone.InputWidth,
            InputHeight = backbone.InputHeight,
            Resize = ResizeMode.Crop,
            ResizeFactor = 2,
            Seed = 1,
        }));
    }
}
