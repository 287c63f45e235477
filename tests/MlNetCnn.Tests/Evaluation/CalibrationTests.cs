using Xunit;

namespace MlNetCnn.Tests;

public sealed class CalibrationTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TrainedClassifier _calibrated = null!;

    public async ValueTask InitializeAsync() => _calibrated = await new FeatureTrainer(Backbone.Default, new FeatureTrainingOptions { Calibrate = true })
        .TrainAsync(Classifiers.Split(), cancellationToken: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Train_Calibrated_DecidesAsBeforeWithOtherConfidence()
    {
        var plain = Classifiers.Emoji;
        var calibration = _calibrated.Calibration!;

        Assert.Equal(plain.TestReport!.Accuracy, _calibrated.TestReport!.Accuracy);
        Assert.Equal(plain.TestImages.Select(image => image.PredictedClass), _calibrated.TestImages.Select(image => image.PredictedClass));
        Assert.NotEqual(1, calibration.Temperature);
        Assert.Equal(plain.Images.Train + plain.Images.Validation, calibration.ImageCount);
        foreach (var (before, after) in plain.TestImages.Zip(_calibrated.TestImages))
        {
            // softmax(z / T) is softmax(z) to the power of 1 / T, up to a factor.
            var powers = before.Probabilities.Select(p => Math.Pow(p, 1 / calibration.Temperature)).ToArray();
            Assert.All(powers.Zip(after.Probabilities), pair => Assert.Equal(pair.First / powers.Sum(), pair.Second, 1e-5));
        }

        Assert.Equal(ReliabilityDiagram.Create(plain.TestImages).ExpectedCalibrationError, calibration.Before!.ExpectedCalibrationError, 1e-4);
        Assert.Null(plain.Calibration);
        Assert.Null(plain.Card.Temperature);
    }

    [Fact]
    public void Train_Calibrated_ErrorFallsOrStaysWithinNoise()
    {
        var calibration = _calibrated.Calibration!;

        // A bin of few images changes in steps of whole images: 1/75 each.
        Assert.InRange(calibration.After!.ExpectedCalibrationError, 0, calibration.Before!.ExpectedCalibrationError + 0.04);
        Assert.InRange(_calibrated.TestReport!.LogLoss, 0, Classifiers.Emoji.TestReport!.LogLoss + 0.03);
    }

    [Fact]
    public void Save_Calibrated_StockMlNetGivesTheCalibratedScores()
    {
        _calibrated.Save(_folder.File("m.zip"));

        foreach (var image in _calibrated.TestImages.Take(3))
        {
            var (label, scores) = StockChain.Predict(_folder.File("m.zip"), image.Path);
            Assert.Equal(_calibrated.ClassNames[image.PredictedClass], label);
            Assert.All(image.Probabilities.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        }
    }

    [Fact]
    public void SaveOnnx_Calibrated_ScoreIsTheSoftmaxOfLogitsAndTheCardHasTheTemperature()
    {
        _calibrated.SaveOnnx(_folder.File("m.onnx"));

        var image = _calibrated.TestImages[0];
        using var classifier = ImageClassifier.Load(_folder.File("m.onnx"));
        Assert.Equal(_calibrated.Calibration!.Temperature, classifier.Card.Temperature);
        Assert.All(classifier.Predict(image.Path).Scores.Zip(image.Probabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        var graph = OnnxGraph.Load(_folder.File("m.onnx"));
        Assert.Equal("Div", graph.Producer(GraphEditor.Logits)!.OpType);
        Assert.Equal([GraphEditor.Logits, GraphEditor.Score], graph.Proto.Output.Select(port => port.Name));
    }

    [Fact]
    public void FromFile_CalibratedNetwork_IsABackboneLikeAnyOther()
    {
        _calibrated.SaveOnnx(_folder.File("m.onnx"));

        Assert.Equal(Backbone.Default.FeatureCount, Backbone.FromFile(_folder.File("m.onnx"), Preprocessing.None).FeatureCount);
    }
}
