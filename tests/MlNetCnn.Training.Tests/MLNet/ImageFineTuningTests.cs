using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class ImageFineTuningTests
{
    private static readonly FineTuningOptions Small = new() { Unfreeze = LayerRange.LastStages(1), Epochs = 3, Augmentation = Augmentation.None, Threads = 2 };

    [Fact]
    public void Fit_AfterMapValueToKey_IsEvaluatedAndSavedByMlNet()
    {
        using var set = new ShapeSet(16, classCount: 3);
        var split = set.Split(validation: 0);
        var ml = new MLContext(seed: 1);

        // The keys are in the order of the rows, which is not that of the names.
        var train = ml.Data.LoadFromImages(split.Train.Reverse());
        var test = ml.Data.LoadFromImages(split.Test);
        var longer = Small with { Epochs = 30, Unfreeze = LayerRange.All, BackboneLearningRateFactor = 1, LearningRate = 0.005, BatchSize = 8, FreezeBatchNorm = false };
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.MulticlassClassification.Trainers.ImageFineTuning(set.Backbone, longer));
        var model = pipeline.Fit(train);
        var trained = model.LastTransformer.Trained;
        var metrics = ml.MulticlassClassification.Evaluate(model.Transform(test));
        using var ours = new Scored(trained, set);
        var right = split.Test.Count(image => ours.Label(image.Path) == image.Label);
        Assert.Equal((double)right / split.Test.Count, metrics.MicroAccuracy, 1e-9);
        Assert.True(metrics.MicroAccuracy > 0.5);
        Assert.Equal(["turn2", "turn1", "turn0"], SlotNames(model.Transform(test).Schema["Score"]));
        Assert.IsType<KeyDataViewType>(model.GetOutputSchema(test.Schema)["PredictedLabel"].Type);

        var zip = set.Output("pipeline.zip");
        ml.Model.Save(model, train.Schema, zip);
        var loaded = new MLContext().Model.Load(zip, out _);
        Assert.Equal(Scores(ml, model.Transform(test)), Scores(ml, loaded.Transform(test)));
    }

    [Fact]
    public void Fit_OnTextLabels_PredictsText()
    {
        using var set = new ShapeSet(12);
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromImages(ImageDataset.FromFolder(set.Photos));
        var estimator = ml.MulticlassClassification.Trainers.ImageFineTuning(set.Backbone, Small);
        var model = estimator.Fit(data);
        Assert.IsType<TextDataViewType>(model.Transform(data).Schema["PredictedLabel"].Type);
        var rows = ml.Data.CreateEnumerable<TextRow>(model.Transform(data), false).ToList();
        Assert.Equal(24, rows.Count);
        Assert.All(rows, row => Assert.StartsWith("turn", row.PredictedLabel));
    }

    [Fact]
    public void Fit_KeyOfAClassWithoutRows_ReportsTheClass()
    {
        using var set = new ShapeSet(12, classCount: 3);
        var ml = new MLContext(seed: 1);
        var all = ml.Data.LoadFromImages(ImageDataset.FromFolder(set.Photos));
        var keyed = ml.Transforms.Conversion.MapValueToKey("Label").Fit(all);
        var part = keyed.Transform(ml.Data.LoadFromImages(ImageDataset.FromFolder(set.Photos).Where(i => i.Label != "turn1")));
        var exception = Assert.Throws<MlNetCnnException>(() => ml.MulticlassClassification.Trainers.ImageFineTuning(set.Backbone, Small).Fit(part));
        Assert.Equal("DATA_KEY_WITHOUT_IMAGES", exception.Code);
        Assert.Contains("'turn1'", exception.Message);
    }

    private static string[] SlotNames(DataViewSchema.Column score)
    {
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        score.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(n => n.ToString())];
    }

    private static float[][] Scores(MLContext ml, IDataView view) => [.. ml.Data.CreateEnumerable<ScoreRow>(view, false).Select(r => r.Score)];

    private sealed class Scored : IDisposable
    {
        private readonly ImageClassifier _classifier;

        public Scored(TrainedClassifier trained, ShapeSet set)
        {
            trained.Save(set.Output("ours.zip"));
            _classifier = ImageClassifier.Load(set.Output("ours.zip"));
        }

        public string Label(string path) => _classifier.Predict(path).Label;

        public void Dispose() => _classifier.Dispose();
    }

    private sealed class ScoreRow
    {
        public float[] Score { get; set; } = [];
    }

    private sealed class TextRow
    {
        public string PredictedLabel { get; set; } = "";
    }
}
