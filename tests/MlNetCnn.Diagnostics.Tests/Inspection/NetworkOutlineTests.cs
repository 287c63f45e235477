using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public class NetworkOutlineTests
{
    [Fact]
    public void Of_DefaultBackbone_HasTheStagesOfResNet()
    {
        var outline = NetworkOutline.Of(ImageNetwork.Of(Backbone.Default));

        // Table 1 of https://arxiv.org/abs/1512.03385, with one more block in the last stage.
        Assert.Equal([112, 56, 28, 14, 7], outline.Stages.Select(stage => stage.Height));
        Assert.Equal([64, 64, 128, 256, 512], outline.Stages.Select(stage => stage.Channels));
        Assert.Equal(22, outline.Stages.Sum(stage => stage.LayerCount));
        Assert.Equal((512, 0L), (outline.FeatureCount, outline.HeadParameterCount));
        Assert.Empty(outline.ClassNames);
        Assert.Equal((15_891_328, 15_891_328), (outline.ParameterCount, outline.OutlinedParameterCount));
    }

    [Fact]
    public void Of_Classifier_CountsItsHead()
    {
        var classifier = TinyClassifiers.Create(1);

        var outline = NetworkOutline.Of(ImageNetwork.Of(classifier));

        Assert.Equal([(4, 8, 8), (TinyNet.Channels, 4, 4)], outline.Stages.Select(s => (s.Channels, s.Height, s.Width)));
        Assert.Equal(["GlobalAveragePool", "Flatten", "Gemm"], outline.HeadOperators.Select(o => o.Operator));
        Assert.Equal((TinyNet.Channels + 1) * TinyNet.Classes, outline.HeadParameterCount);
        Assert.Equal((TinyNet.Channels, classifier.ClassNames), (outline.FeatureCount, outline.ClassNames));
    }

    [Fact]
    public void Of_ResidualBlocks_EndsAStageBehindTheSum()
    {
        using var folder = new TemporaryFolder();
        var net = TinyNet.WithBody();
        var shortcut = net.Tensor;
        net.Conv(TinyNet.Channels).Node("Relu").Node("Add", shortcut);
        var sum = net.Tensor;
        net.Classify();

        var outline = NetworkOutline.Of(ImageNetwork.Of(Backbone.FromFile(net.Save(folder), Preprocessing.None)));

        Assert.Equal(sum, outline.Stages[^1].EndTensor);
    }

    [Fact]
    public void Of_PoolingBeforeTheHead_IsNoStageOfItsOwn()
    {
        using var folder = new TemporaryFolder();
        var net = TinyNet.WithBody();
        var maps = net.Tensor;
        net.Node("MaxPool", NodeAttributes.Of("kernel_shape", [2, 2]), NodeAttributes.Of("strides", [2, 2])).Classify();

        var outline = NetworkOutline.Of(ImageNetwork.Of(Backbone.FromFile(net.Save(folder), Preprocessing.None)));

        Assert.Equal((2, maps), (outline.Stages.Count, outline.Stages[^1].EndTensor));
        Assert.Equal(["MaxPool", "GlobalAveragePool", "Flatten"], outline.HeadOperators.Select(o => o.Operator));
    }
}
