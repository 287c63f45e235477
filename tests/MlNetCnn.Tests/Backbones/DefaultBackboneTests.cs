using System.Reflection;
using MlNetCnn.Tools;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class DefaultBackboneTests
{
    /// <summary>Microsoft's file, in the package that the build restored.</summary>
    private static string Source => typeof(DefaultBackboneTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SourceNetwork").Value!;

    [Fact]
    public void Default_FromManyThreads_IsReadOnce()
    {
        var seen = new Backbone[16];
        Parallel.For(0, seen.Length, i => seen[i] = Backbone.Default);
        Assert.All(seen, b => Assert.Same(seen[0], b));
    }

    [Fact]
    public void Default_Record_SaysWhatItIs()
    {
        var backbone = Backbone.Default;
        Assert.Equal((224, 224, 512), (backbone.InputWidth, backbone.InputHeight, backbone.FeatureCount));
        Assert.Equal("mean=123.15,115.9,103.06;std=1,1,1;order=bgr", backbone.Preprocessing.ToString());
        Assert.Equal("resnet18.mlnet (224x224, 512 features)", backbone.ToString());
        Assert.Equal("MIT", backbone.License);
        Assert.Contains("Microsoft.ML.DnnImageFeaturizer.ResNet18/0.24.0", backbone.Source);
    }

    [Fact]
    public void Default_Network_HasTheFeaturesOfMicrosofts()
    {
        var original = OnnxGraph.Load(Source);
        var pixels = Running.Pictures(1, 224, 224);
        var expected = Running.Run(
            original, original.Proto.Output[0].Name, original.Inputs[0].Name, Running.Prepare(pixels, 1, Backbone.Default.Preprocessing), 1, 3, 224, 224);
        var actual = Running.Run(Backbone.Default.FeatureGraph, "features", "image", pixels, 1, 3, 224, 224);
        var apart = Math.Sqrt(expected.Zip(actual, (e, a) => Math.Pow(e - a, 2)).Sum() / expected.Sum(e => Math.Pow(e, 2)));
        Assert.InRange(apart, 1e-7, 1e-3);
        Assert.DoesNotContain(Backbone.Default.FeatureGraph.Proto.Node, n => n.OpType is "BatchNormalization" or "Cast");
    }

    [Fact]
    public void Default_AnotherInputSize_Runs()
    {
        var backbone = Backbone.FromFile(TestBackbones.Default, Backbone.Default.Preprocessing, inputSize: 128);
        Assert.Equal((128, 512), (backbone.InputWidth, backbone.FeatureCount));
    }

    [Fact]
    public void Convert_Again_GivesTheBytesInThePackage() =>
        Assert.True(DefaultBackbone.ReadBytes().AsSpan().SequenceEqual(ResNet18Conversion.Convert(File.ReadAllBytes(Source))));

    [Fact]
    public void Convert_AnotherFile_IsRefused()
    {
        var bytes = File.ReadAllBytes(Source);
        bytes[^1] ^= 1;
        Assert.Contains(ResNet18Conversion.SourceSha256, Assert.Throws<InvalidDataException>(() => ResNet18Conversion.Convert(bytes)).Message);
    }

    [Fact]
    public void FromFile_ItsOwnFile_IsTheSameNetwork()
    {
        Assert.Equal(Backbone.Default.Preprocessing, PreprocessingComparison.FindKnown(TestBackbones.Default));
        var backbone = Backbone.FromFile(TestBackbones.Default, Backbone.Default.Preprocessing);
        Assert.Equal(Backbone.Default, backbone);
        Assert.Equal(Backbone.Default.GetHashCode(), backbone.GetHashCode());
        Assert.NotEqual(Backbone.Default, Backbone.FromFile(TestBackbones.Default, Preprocessing.Rescale));
    }

    [Fact]
    public void FindKnown_FileThatSaysNothing_IsNull() => Assert.Null(PreprocessingComparison.FindKnown(TestBackbones.Bare));
}
