using CnnStepByStep;
using MlNetCnn.Training;
using MlNetCnn.Training.Layers;
using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Solution.Tests;

/// <summary>Every number of the tutorial's worked examples is what ONNX Runtime and the training engine compute.</summary>
public sealed class WorkedExamplesTests
{
    [Fact]
    public void FeatureMap_OfThreeFilters_IsWhatTheLayerGives()
    {
        var net = Grey(WorkedExamples.Image).Conv2D(3, kernel: 3, padding: Padding.Valid, bias: false).ReLU();
        using var layer = new LayerValues(
            net, WorkedExamples.Image.Flat, ("conv1.weight", WorkedExamples.Filters.SelectMany(filter => filter.Filter.Flat)));
        layer.AssertGives("conv1", Operations.Flatten(WorkedExamples.FeatureMap));
        layer.AssertGives("relu1", Operations.Flatten([WorkedExamples.Rectified, .. WorkedExamples.FeatureMap.Skip(1).Select(Operations.Rectify)]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void StrideMap_IsWhatTheLayerGives(int stride)
    {
        var net = Grey(WorkedExamples.LargeImage).Conv2D(1, kernel: 3, stride: stride, padding: Padding.Valid, bias: false);
        var map = WorkedExamples.StrideMap(stride);
        Assert.Equal(LayerShape.Map(1, map.Height, map.Width), net.Shape);
        using var layer = new LayerValues(net, WorkedExamples.LargeImage.Flat, ("conv1.weight", WorkedExamples.VerticalEdges.Flat));
        layer.AssertGives("conv1", map.Flat);
    }

    [Fact]
    public void PaddedMap_IsWhatTheLayerGives()
    {
        var net = Grey(WorkedExamples.Image).Conv2D(1, kernel: 3, padding: Padding.Same, bias: false);
        Assert.Equal(LayerShape.Map(1, 5, 5), net.Shape);
        using var layer = new LayerValues(net, WorkedExamples.Image.Flat, ("conv1.weight", WorkedExamples.VerticalEdges.Flat));
        layer.AssertGives("conv1", WorkedExamples.PaddedMap.Flat);
    }

    [Fact]
    public void ColorResult_AndTheSumOfEachChannel_AreWhatTheLayerGives()
    {
        var pixels = WorkedExamples.Colors.SelectMany(color => color.Pixels.Flat).ToArray();
        using var whole = new LayerValues(
            Net(), pixels, ("conv1.weight", WorkedExamples.Colors.SelectMany(color => color.Filter.Flat)), ("conv1.bias", [WorkedExamples.ColorBias]));
        whole.AssertGives("conv1", [WorkedExamples.ColorResult]);
        foreach (var (channel, sum) in WorkedExamples.ColorSums.Index())
        {
            var alone = WorkedExamples.Colors.Index().SelectMany(color => color.Item.Filter.Flat.Select(weight => color.Index == channel ? weight : 0));
            using var slice = new LayerValues(Net(), pixels, ("conv1.weight", alone), ("conv1.bias", [0]));
            slice.AssertGives("conv1", [sum]);
        }

        static CnnBuilder Net() => new CnnBuilder(2, 3, 3).Conv2D(1, kernel: 3, padding: Padding.Valid);
    }

    [Fact]
    public void Pooled_IsWhatTheLayersGive()
    {
        var map = WorkedExamples.Pooled;
        AssertGives(Grey(map).MaxPool(2), WorkedExamples.MaxPooled.Flat);
        AssertGives(Grey(map).AveragePool(2), WorkedExamples.AveragePooled.Flat);
        AssertGives(Grey(map).GlobalAveragePool(), [WorkedExamples.GlobalAverage]);

        void AssertGives(CnnBuilder net, double[] expected)
        {
            using var layer = new LayerValues(net, map.Flat);
            layer.AssertGives("pool1", expected);
        }
    }

    [Fact]
    public void Flattened_IsWhatTheLayerGives()
    {
        // Pictures have one or three channels: the third is dropped by filters of one pixel that hand the others through.
        var net = new CnnBuilder(2, 2, 2).Conv2D(2, kernel: 1, bias: false).Flatten();
        using var layer = new LayerValues(
            net, [.. Operations.Flatten(WorkedExamples.Channels), 0, 0, 0, 0], ("conv1.weight", [1, 0, 0, 0, 1, 0]));
        layer.AssertGives("flatten1", WorkedExamples.Flattened);
    }

    [Fact]
    public void LogitsAndScores_AreWhatTheLayerGives()
    {
        using var layer = Dense();
        layer.AssertGives(GraphEditor.Logits, WorkedExamples.Logits);
        layer.AssertGives("shares", WorkedExamples.Scores);
    }

    [Fact]
    public void LearningStep_IsWhatTheEngineLearns()
    {
        var step = WorkedExamples.Step;
        using var layer = Dense();
        using var scope = NewDisposeScope();
        layer.Module.Train();
        using var logits = layer.Module.Forward(layer.Image());
        var loss = nn.functional.cross_entropy(logits, tensor([(long)step.RightClass]));
        loss.backward();
        Assert.Equal(step.LossBefore, TorchTensors.ToFloats(loss)[0], 1e-5);
        AssertLearned("dense1.weight", step.NewWeights.Flat);
        AssertLearned("dense1.bias", step.NewBiases);

        using var learned = Dense(step.NewWeights, step.NewBiases);
        learned.AssertGives("shares", step.After);
        Assert.Equal(step.LossAfter, -Math.Log(step.After[step.RightClass]), 1e-12);
        Assert.Equal(step.Gradient.Select((g, i) => WorkedExamples.Scores[i] - g), WorkedExamples.Classes.Select((_, i) => i == step.RightClass ? 1.0 : 0));

        void AssertLearned(string name, IEnumerable<double> expected)
        {
            var parameter = layer.Module.Parameters[name];
            var after = TorchTensors.ToFloats(parameter - (step.LearningRate * parameter.grad!));
            Assert.All(expected.Zip(after), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    private static LayerValues Dense(Grid? weights = null, IReadOnlyList<double>? biases = null) => new(
        new CnnBuilder(3, 3, 1, channels: 1).Flatten().Dense(3), WorkedExamples.Features,
        ("dense1.weight", (weights ?? WorkedExamples.Weights).Flat), ("dense1.bias", biases ?? WorkedExamples.Biases));

    private static CnnBuilder Grey(Grid image) => new(2, image.Width, image.Height, channels: 1);
}
