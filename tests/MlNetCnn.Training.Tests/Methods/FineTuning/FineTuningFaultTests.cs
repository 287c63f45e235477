using Xunit;

namespace MlNetCnn.Training.Tests;

/// <summary>Settings and circumstances at the limit of what makes sense.</summary>
public sealed class FineTuningFaultTests
{
    private static readonly FineTuningOptions Small = new()
    {
        Unfreeze = LayerRange.All, Epochs = 3, BatchSize = 8, Augmentation = Augmentation.None, Precision = TrainingPrecision.Fp32, Threads = 2,
    };

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(1e9)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task Train_AbsurdLearningRate_IsRefusedBeforeAnyWork(double rate)
    {
        using var set = new ShapeSet(4);
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => Train(set, Small with { LearningRate = rate }));
        Assert.Equal(("OPTION_OUT_OF_RANGE", ErrorKind.Usage), (exception.Code, exception.Kind));
        Assert.Contains("LearningRate above 0 and at most 10", exception.Expected);
    }

    [Fact]
    public async Task Train_BatchLargerThanTheSet_IsTheWholeSetInOneStep()
    {
        using var set = new ShapeSet(12);
        var images = set.Split().Train.Count;
        var (large, whole) = (await Train(set, Small with { BatchSize = 4096 }), await Train(set, Small with { BatchSize = images }));
        Assert.Equal(whole.Graph.ToBytes(), large.Graph.ToBytes());
    }

    /// <summary>8 + 1 images in batches of 8, two of which make a step: even without the image that is left out there is a step.</summary>
    [Fact]
    public async Task Train_LastBatchOfOneImageWithStatistics_LosesNoStep()
    {
        using var set = new ShapeSet(9);
        var images = ImageDataset.FromFolder(set.Photos);
        var nine = ImageDataset.FromImages(images.Where((_, i) => i % 2 == 0));
        Assert.Equal(9, nine.Count);
        var options = Small with { FreezeBatchNorm = false, GradientAccumulationSteps = 2, Epochs = 8, Patience = 8, LearningRate = 0.01, BackboneLearningRateFactor = 1, LayerDecay = 1, LabelSmoothing = 0 };
        var model = await new FineTuningTrainer(set.Backbone, options).TrainAsync(new DatasetSplits(nine, images, images), null, TestContext.Current.CancellationToken);
        Assert.Equal(9, model.History.Count);
        Assert.True(model.History[^1].TrainingLoss < 0.5 * model.History[1].TrainingLoss, string.Join(' ', model.History.Select(e => e.TrainingLoss)));
    }

    [Fact]
    public async Task Resume_OtherNetwork_IsRefusedAndReported()
    {
        using var set = new ShapeSet(12);
        var options = Small with { Epochs = 1, CheckpointPath = set.Output("state") };
        await Train(set, options);
        var state = File.ReadAllBytes(options.CheckpointPath!);
        var net = new NetBuilder(ShapeSet.Size);
        net.ConvNorm(8, 3, 2).Relu().ConvNorm(32, 3, 2).Relu();
        File.WriteAllBytes(set.Output("other.onnx"), net.Classify().ToBytes());
        var other = Backbone.FromFile(set.Output("other.onnx"), Preprocessing.Inception);
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => new FineTuningTrainer(other, options with { Resume = true }).TrainAsync(
            set.Split(), null, TestContext.Current.CancellationToken));
        Assert.Equal(("RESUME_CHANGED", ErrorKind.Usage), (exception.Code, exception.Kind));
        Assert.Contains($"backbone {other.Sha256}", exception.Received);
        Assert.Equal(state, File.ReadAllBytes(options.CheckpointPath!));
    }

    /// <summary>
    /// With another number of threads libtorch adds in another order, and rounding errors grow from step to step: about 1e-8 here in three epochs.
    /// The tolerance is a thousandth for the loss, and no image may change its class.
    /// </summary>
    [Theory]
    [InlineData(TrainingPrecision.Fp32)]
    [InlineData(TrainingPrecision.Bf16)]
    public async Task Train_OtherNumberOfThreads_MeasuresTheSameWithinTolerance(TrainingPrecision precision)
    {
        using var set = new ShapeSet(16, classCount: 3);
        var options = Small with { Precision = precision, Augmentation = Augmentation.Standard, Dropout = 0.2 };
        var (one, two) = (await Train(set, options with { Threads = 1 }), await Train(set, options with { Threads = 2 }));
        Assert.Equal(one.BestEpoch, two.BestEpoch);
        foreach (var (left, right) in one.History.Zip(two.History))
        {
            Assert.Equal(left.TrainingLoss, right.TrainingLoss, 0.001);
            Assert.Equal(left.ValidationLoss, right.ValidationLoss, 0.001);
        }

        Assert.Equal(one.TestReport!.Accuracy, two.TestReport!.Accuracy, 1e-9);
        Assert.Equal(one.TestReport.LogLoss, two.TestReport.LogLoss, 0.001);
    }

    private static Task<TrainedClassifier> Train(ShapeSet set, FineTuningOptions options) =>
        new FineTuningTrainer(set.Backbone, options).TrainAsync(set.Split(), null, TestContext.Current.CancellationToken);
}
