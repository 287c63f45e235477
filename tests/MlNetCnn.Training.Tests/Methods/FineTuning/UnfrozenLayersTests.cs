using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace MlNetCnn.Training.Tests;

/// <summary>Saved experiments were made with the layers that <c>--unfreeze</c> trains, so they are recorded here: a change would change every result.</summary>
public sealed class UnfrozenLayersTests
{
    [Theory]
    [InlineData("auto", "after stage2.block2: 26, 15210755")]
    [InlineData("stages:1", "after stage3.block2: 16, 13112323")]
    [InlineData("stages:2", "after stage2.block2: 26, 15210755")]
    [InlineData("stages:9", "after image: 46, 15892867")]
    [InlineData("layers:1", "after stage4.block3.relu1 stage4.block2: 4, 2361347")]
    [InlineData("layers:3", "after stage4.block2.relu1 stage4.block1: 8, 7080963")]
    [InlineData("layers:12", "after stage2.block2: 26, 15210755")]
    [InlineData("from:stage3.block2", "after stage3.block2: 16, 13112323")]
    public void DefaultBackbone_TrainsTheRecordedLayers(string unfreeze, string expected)
    {
        var (module, layout) = Of(Backbone.Default);
        using var held = module;
        var range = Chosen(unfreeze);
        var cut = layout.CutAt(range);
        var trained = module.Parameters.Where(weight => layout.IsTrained(weight.Key, cut)).ToList();

        var parameters = trained.Sum(weight => weight.Value.NumberOfElements);
        Assert.Equal(expected, string.Create(CultureInfo.InvariantCulture, $"after {string.Join(' ', layout.Boundary(cut))}: {trained.Count}, {parameters}"));
    }

    [Theory]
    [InlineData("", "069fecf74fe5d21f")]
    [InlineData("ResNet-50", "98fd67936a91662c")]
    [InlineData("SE-ResNet", "cb325bc5f3231f22")]
    [InlineData("Inception v3", "02e4ecfef6fe987c")]
    [InlineData("DenseNet", "ebb1fc2162a1eafd")]
    [InlineData("EfficientNet", "fdae1bc080e3895c")]
    [InlineData("MobileNetV3", "9c5e36d297e6867d")]
    [InlineData("ConvNeXt", "e031740d04076010")]
    public void EveryRange_GroupsRatesAndMemory_AreAsRecorded(string network, string expected)
    {
        using var folder = new TemporaryFolder();
        var (module, layout) = Of(network.Length == 0 ? Backbone.Default : Read(network, folder.File("net.onnx")));
        using var held = module;
        var text = new StringBuilder();
        foreach (var unfreeze in new[] { "auto", "stages:1", "stages:2", "stages:3", "stages:4", "stages:99", "layers:1", "layers:2", "layers:5", "layers:9", "all" })
        {
            var cut = layout.CutAt(Chosen(unfreeze));
            text.Append(unfreeze).Append(' ').Append(cut).Append(' ').AppendJoin(',', layout.Boundary(cut)).Append(' ').Append(layout.ActivationCount(cut)).Append('\n');
            foreach (var group in ParameterGroups.Make(module, layout, cut, new FineTuningOptions()))
            {
                text.Append(group.Name).Append(' ').Append(group.LearningRate.ToString("R", CultureInfo.InvariantCulture)).Append(' ').AppendJoin(',', group.Weights.Select(weight => weight.Key)).Append('\n');
            }
        }

        Assert.Equal(expected, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16]);
    }

    private static LayerRange Chosen(string unfreeze)
    {
        var range = LayerRange.Parse(unfreeze);
        return range.Kind == LayerRangeKind.Auto ? FineTuningPlan.Choose(new FineTuningOptions(), 100, 2, 0, () => 0).Range : range;
    }

    private static Backbone Read(string network, string path)
    {
        File.WriteAllBytes(path, Networks.Make(network).ToBytes());
        return Backbone.FromFile(path, Preprocessing.ImageNet);
    }

    private static (GraphModule Module, NetworkLayout Layout) Of(Backbone backbone)
    {
        var head = GraphEditor.WithLinearHead(backbone.FeatureGraph, new float[3 * backbone.FeatureCount], new float[3]);
        var module = new GraphModule(head, backbone.Name);
        return (module, new NetworkLayout(module.Graph, backbone.Name, backbone.InputWidth, backbone.InputHeight));
    }
}
