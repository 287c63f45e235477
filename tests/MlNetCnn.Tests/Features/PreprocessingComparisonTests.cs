using Xunit;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Tests;

public sealed class PreprocessingComparisonTests : IDisposable
{
    private static readonly PreprocessingComparisonOptions Few = new() { MaxImages = 40 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_NetworkOfKnownPreprocessing_FindsIt()
    {
        var images = ImageDataset.FromFolder(Path.Combine(Repository.Emoji, "train"));

        var comparison = await PreprocessingComparison.RunAsync(
            TestBackbones.Bare, images, new() { MaxImages = 60 }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((Preprocessing.Caffe, 60), (comparison.Preprocessing, comparison.ImageCount));
        Assert.Equal(["inception", "imagenet", "rescale", "caffe", "none"], comparison.Candidates.Select(c => c.Name));
        Assert.StartsWith("caffe, ", comparison.Explanation);
        Assert.EndsWith("(60 images)", comparison.Explanation);
        Assert.Contains("rescale seems wrong for 'bare.onnx'", comparison.WarningFor(Preprocessing.Rescale));
        Assert.Null(comparison.WarningFor(Preprocessing.Caffe));
        Assert.Null(comparison.WarningFor(new Preprocessing([1, 2, 3], [1, 1, 1])));

        var backbone = comparison.OpenBackbone();
        Assert.Equal((Preprocessing.Caffe, $"auto: {comparison.Explanation}"), (backbone.Preprocessing, backbone.PreprocessingChoice));
    }

    [Fact]
    public async Task RunAsync_Twice_GivesTheSame()
    {
        var (path, images) = (Tiny(), Images(2, 10));
        var first = await RunAsync(path, images, Few with { Threads = 1 });
        var second = await RunAsync(path, images, Few with { Threads = 2 });
        Assert.Equal(first.Candidates, second.Candidates);
        Assert.Equal(first.Explanation, second.Explanation);
        Assert.Equal(20, first.ImageCount);
    }

    [Fact]
    public async Task RunAsync_ManyClasses_LooksAtATenthAsManyAsImages()
    {
        var comparison = await RunAsync(Tiny(), Images(30, 4), Few);
        Assert.Equal(16, comparison.ImageCount);
    }

    [Fact]
    public async Task RunAsync_HeadlessNetwork_HasNoEntropy()
    {
        var path = TinyNet.WithBody().Pool().Flatten().Output("N", TinyNet.Channels).Save(_folder);
        var comparison = await RunAsync(path, Images(2, 10), Few);
        Assert.All(comparison.Candidates, c => Assert.Null(c.Entropy));
        Assert.NotEqual(PreprocessingEvidence.Certainty, comparison.Evidence);
    }

    [Fact]
    public async Task RunAsync_FeatureTensor_IsWhereFeaturesAreTaken()
    {
        var net = TinyNet.WithBody();
        var map = net.Tensor;
        net.Classify();
        var comparison = await RunAsync(net.Save(_folder), Images(2, 10), Few with { FeatureTensor = map });
        Assert.Equal(map, comparison.OpenBackbone().FeatureTensor);
    }

    [Fact]
    public async Task RunAsync_FeaturesFiniteForSomeOnly_TakesOneOfThose()
    {
        // The logarithm of a pixel, which is 0 or more if no mean is subtracted, and otherwise negative.
        var net = new TinyNet();
        net.Node("Add", net.Graph.SetInitializer(TensorData.Create("one", [1f], 1))).Node("Log").Body().Classify();
        var comparison = await RunAsync(net.Save(_folder), Images(2, 10), Few with { Candidates = [Preprocessing.Caffe, Preprocessing.Rescale] });
        Assert.Equal(Preprocessing.Rescale, comparison.Preprocessing);
        Assert.Equal(double.PositiveInfinity, comparison.Candidates[0].LogLoss);
        Assert.Contains("only one that gives finite features", comparison.Explanation);
        Assert.Contains("caffe seems wrong", comparison.WarningFor(Preprocessing.Caffe));
    }

    [Fact]
    public async Task RunAsync_FeaturesNeverFinite_SaysSo()
    {
        var net = new TinyNet();
        net.Body().Pool().Flatten().Node("Relu").Node("Neg").Node("Log").GemmHead().Output("N", TinyNet.Classes);
        await FailAsync("MODEL_NOT_FINITE", net.Save(_folder), Images(2, 10));
    }

    [Fact]
    public async Task RunAsync_OneClass_IsRefused() => await FailAsync("DATA_ONE_CLASS", Tiny(), Images(1, 12));

    [Fact]
    public async Task RunAsync_TooFewUsableImages_SaysToStateIt()
    {
        var exception = await FailAsync("PREPROCESSING_TOO_FEW_IMAGES", Tiny(), Images(2, 4));
        Assert.Contains("specify the preprocessing", exception.Fix);
        Assert.Contains("8 of 2 classes", exception.Received);
    }

    [Fact]
    public async Task RunAsync_OneClassUsable_SaysToStateIt()
    {
        Images(1, 12);
        Directory.CreateDirectory(_folder.File("images/z"));
        File.WriteAllText(_folder.File("images/z/a.png"), "no image");
        var exception = await FailAsync("PREPROCESSING_TOO_FEW_IMAGES", Tiny(), ImageDataset.FromFolder(_folder.File("images")));
        Assert.Contains("of 1 classes", exception.Received);
    }

    [Fact]
    public async Task RunAsync_Cancelled_Stops() => await Assert.ThrowsAnyAsync<OperationCanceledException>(
        () => PreprocessingComparison.RunAsync(Tiny(), Images(2, 10), Few, cancellationToken: new CancellationToken(canceled: true)));

    [Fact]
    public async Task RunAsync_OptionsOutOfRange_AreRefused()
    {
        var (path, images) = (Tiny(), Images(2, 10));
        await Assert.ThrowsAsync<MlNetCnnException>(() => RunAsync(path, images, Few with { MaxImages = 9 }));
        await Assert.ThrowsAsync<MlNetCnnException>(() => RunAsync(path, images, Few with { Threads = -1 }));
        await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(path, images, Few with { Candidates = [Preprocessing.None, Preprocessing.None] }));
    }

    [Fact]
    public async Task OwnExport_IsKnownToNormalizeInside()
    {
        var path = _folder.File("own.onnx");
        TinyClassifiers.Create(1).SaveOnnx(path);
        Assert.Equal(Preprocessing.None, PreprocessingComparison.FindKnown(path));
        var comparison = await RunAsync(path, Images(2, 10), Few);
        Assert.Equal((Preprocessing.None, PreprocessingEvidence.File), (comparison.Preprocessing, comparison.Evidence));
        Assert.Empty(comparison.Candidates);
        Assert.Null(comparison.WarningFor(Preprocessing.None));
        Assert.Equal(TinyNet.Channels, comparison.OpenBackbone().FeatureCount);
    }

    [Fact]
    public void FindKnown_IntegersAndFloats_AreDistinguished()
    {
        var whole = new TinyNet(type: DataType.Uint8).Named("Cast", "pixels", NodeAttributes.Of("to", 1)).Body().Classify().Save(_folder, "whole.onnx");
        Assert.Equal(Preprocessing.None, PreprocessingComparison.FindKnown(whole));
        Assert.Null(PreprocessingComparison.FindKnown(Tiny()));
    }

    [Fact]
    public void CandidateOutputs_EachPreprocessing_AreWhatTheBackboneGives()
    {
        var path = Tiny();
        var image = Images(1, 1)[0].Path;
        Preprocessing[] candidates = [.. new PreprocessingComparisonOptions().Candidates];
        var graph = OnnxFile.Load(path);
        FeatureGraphBuilder.Normalize(graph, path);
        var extract = FeatureGraphBuilder.Cut(graph, path, Preprocessing.None, null, null, forComparison: true);

        var outputs = CandidateOutputs.Run(
            extract, path, [image, _folder.File("missing.png")], candidates, new FeatureExtractorOptions(), null, TestContext.Current.CancellationToken);

        Assert.Equal([0], outputs.Rows);
        using var decoder = new ImageDecoder(new ImageInput(TinyNet.Size, TinyNet.Size, ResizeMode.Crop, ResizeFactor.Default), ImageDecoderOptions.Default);
        var pixels = new float[decoder.PixelValueCount];
        Assert.Null(decoder.Decode(image, pixels));
        foreach (var (i, candidate) in candidates.Index())
        {
            var expected = Running.Run(
                Backbone.FromFile(path, candidate).FeatureGraph, "features", "image", pixels, 1, 3, TinyNet.Size, TinyNet.Size);
            Running.AssertClose(expected, outputs.Features[i][0], 1e-4);
            Assert.Equal(TinyNet.Classes, outputs.Scores[i][0].Length);
        }
    }

    [Fact]
    public void ModelCard_PreprocessingChoice_IsKeptAndMayBeMissing()
    {
        var classifier = TinyClassifiers.Create(1);
        var path = _folder.File("m.onnx");
        new TrainedClassifier(classifier.Graph, classifier.Card with { PreprocessingChoice = "auto: caffe, 0.100 nats" }).SaveOnnx(path);
        Assert.Equal("auto: caffe, 0.100 nats", ImageNetwork.Load(path).Card?.PreprocessingChoice);
        TinyClassifiers.Create(2).SaveOnnx(path);
        Assert.Null(ImageNetwork.Load(path).Card?.PreprocessingChoice);
    }

    private string Tiny() => TinyNet.WithBody().Classify().Save(_folder);

    /// <summary>Images whose classes differ in color.</summary>
    private ImageDataset Images(int classes, int perClass)
    {
        var random = new Random(3);
        for (var k = 0; k < classes; k++)
        {
            Directory.CreateDirectory(_folder.File($"images/{k:D2}"));
            for (var i = 0; i < perClass; i++)
            {
                var (red, green) = ((byte)(k * 50), (byte)(200 - (k * 30)));
                TestPictures.Write(
                    _folder.File($"images/{k:D2}/{i}.png"), TinyNet.Size, TinyNet.Size,
                    (_, _) => new SkiaSharp.SKColor((byte)(red ^ random.Next(64)), (byte)(green ^ random.Next(64)), (byte)random.Next(256)));
            }
        }

        return ImageDataset.FromFolder(_folder.File("images"));
    }

    private static Task<PreprocessingComparison> RunAsync(string path, ImageDataset images, PreprocessingComparisonOptions options) =>
        PreprocessingComparison.RunAsync(path, images, options, cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<MlNetCnnException> FailAsync(string code, string path, ImageDataset images)
    {
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => RunAsync(path, images, Few));
        Assert.Equal(code, exception.Code);
        return exception;
    }
}
