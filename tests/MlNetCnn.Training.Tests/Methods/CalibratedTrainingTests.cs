using Microsoft.ML;
using Xunit;

namespace MlNetCnn.Training.Tests;

/// <summary>Networks that learn from correct labels and are measured on images of which every fifth has a wrong label: they are far too confident.</summary>
public sealed class CalibratedTrainingTests : IDisposable
{
    private static readonly FineTuningOptions FineTuning = new()
    {
        Unfreeze = LayerRange.All, Epochs = 6, BatchSize = 8, Augmentation = Augmentation.None, Precision = TrainingPrecision.Fp32, Threads = 2,
        LabelSmoothing = 0, WeightDecay = 0, BackboneLearningRateFactor = 1, LayerDecay = 1, LearningRate = 0.003, Calibrate = true,
    };

    private readonly ShapeSet _set = new(60);

    public void Dispose() => _set.Dispose();

    [Fact]
    public async Task FineTune_Calibrated_IsAsAccurateAndBetterCalibrated()
    {
        var plain = await FineTuneAsync(FineTuning with { Calibrate = false });
        var calibrated = await FineTuneAsync(FineTuning);

        Assert.True(plain.BestEpoch > 0, "the training improved nothing");
        Assert.Equal(plain.TestReport!.Accuracy, calibrated.TestReport!.Accuracy);
        Assert.Equal(plain.TestImages.Select(image => image.PredictedClass), calibrated.TestImages.Select(image => image.PredictedClass));
        Assert.Equal(ReliabilityDiagram.Create(plain.TestImages).ExpectedCalibrationError, calibrated.Calibration!.Before!.ExpectedCalibrationError, 1e-3);
        Assert.True(calibrated.TestReport.LogLoss < plain.TestReport.LogLoss);
        Assert.Null(plain.Calibration);
        Check(calibrated);
    }

    [Fact]
    public async Task Scratch_Calibrated_IsBetterCalibrated()
    {
        var options = new CnnTrainingOptions
        {
            InputSize = ShapeSet.Size, Epochs = 10, BatchSize = 8, Augmentation = Augmentation.None, Precision = TrainingPrecision.Fp32, Threads = 2,
            LabelSmoothing = 0, WeightDecay = 0, Optimizer = OptimizerKind.AdamW, LearningRate = 0.01, Calibrate = true,
        };

        Check(await new CnnTrainer(
            net => net.Conv2D(8, 3).BatchNorm().ReLU().MaxPool(2).Conv2D(16, 3).BatchNorm().ReLU().MaxPool(2).Flatten().Dense(net.ClassCount), options)
            .TrainAsync(Split(), null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task FineTune_HeadAloneCalibrated_UsesHeldOutImages()
    {
        var model = await FineTuneAsync(FineTuning with { Unfreeze = LayerRange.Head });

        Assert.Equal(model.Images.Train + model.Images.Validation, model.Calibration!.ImageCount);
        Assert.Equal(model.Calibration.Temperature, model.Card.Temperature);
        Assert.NotEqual(1, model.Calibration.Temperature);
    }

    [Fact]
    public async Task FineTune_NoValidationImages_LeavesTheScoresAndWarns()
    {
        var split = ImageDataset.FromFolder(_set.Photos).Split(test: 0.25, validation: 0);

        var model = await new FineTuningTrainer(_set.Backbone, FineTuning with { Epochs = 1 }).TrainAsync(split, null, TestContext.Current.CancellationToken);

        Assert.Equal((1, 0), (model.Calibration!.Temperature, model.Calibration.ImageCount));
        Assert.Contains(model.Warnings, warning => warning.Contains("not calibrated"));
        Assert.DoesNotContain(model.Graph.Proto.Node, node => node.OpType == "Div");
    }

    private void Check(TrainedClassifier calibrated)
    {
        var calibration = calibrated.Calibration!;
        Assert.True(calibration.Temperature > 1, $"the temperature is {calibration.Temperature}");
        Assert.Equal(calibrated.Images.Validation, calibration.ImageCount);
        Assert.True(
            calibration.After!.ExpectedCalibrationError < calibration.Before!.ExpectedCalibrationError,
            $"{calibration.Before.ExpectedCalibrationError} before, {calibration.After.ExpectedCalibrationError} after");

        var zip = _set.Output("model.zip");
        calibrated.Save(zip);
        var ml = new MLContext();
        var rows = ml.Data.LoadFromEnumerable(calibrated.TestImages.Take(6).Select(image => new PathRow { ImagePath = image.Path }));
        var scored = ml.Data.CreateEnumerable<ScoreRow>(ml.Model.Load(zip, out _).Transform(rows), false).ToArray();
        Assert.Equal(6, scored.Length);
        foreach (var (row, image) in scored.Zip(calibrated.TestImages))
        {
            Assert.All(row.Score.Zip(image.Probabilities), pair => Assert.Equal(pair.Second, pair.First, 1e-4f));
        }
    }

    private DatasetSplits Split()
    {
        var split = ImageDataset.FromFolder(_set.Photos).Split(test: 0.35, validation: 0.35);
        return new DatasetSplits(split.Train, Noisy(split.Validation), Noisy(split.Test));

        static ImageDataset Noisy(ImageDataset part) => ImageDataset.FromImages(part.Select((image, i) =>
            i % 5 == 0 ? image with { Label = image.Label == "turn0" ? "turn1" : "turn0" } : image));
    }

    private Task<TrainedClassifier> FineTuneAsync(FineTuningOptions options) =>
        new FineTuningTrainer(_set.Backbone, options).TrainAsync(Split(), null, TestContext.Current.CancellationToken);

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class ScoreRow
    {
        public float[] Score { get; set; } = [];
    }
}
