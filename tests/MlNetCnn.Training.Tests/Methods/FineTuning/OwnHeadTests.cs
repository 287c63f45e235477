using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class OwnHeadTests
{
    private static readonly IClassifierHead Hidden = new RandomHiddenLayer(width: 24);

    [Fact]
    public async Task Features_HeadOfTwoLayers_IsInTheGraphAsItWasFitted()
    {
        using var set = new ShapeSet(10);
        var images = ImageDataset.FromFolder(set.Photos);
        var model = await new FeatureTrainer(set.Backbone, new FeatureTrainingOptions { Head = Hidden, Threads = 2 })
            .TrainAsync(new DatasetSplits(images, images, images), null, TestContext.Current.CancellationToken);
        var path = Path.Combine(set.Photos, "..", "own.zip");
        model.Save(path);
        Assert.Equal("hidden-layer", ModelCard.Read(path).Head);
        Assert.Equal((set.Backbone.FeatureCount * 24) + 24 + ((24 + 1) * images.ClassNames.Count), model.TrainableParameters);

        // The measurements come from the head, the file's output from its graph.
        using var classifier = ImageClassifier.Load(path);
        foreach (var image in model.TestImages)
        {
            var scores = classifier.Predict(image.Path).Scores;
            Assert.All(scores.Zip(image.Probabilities), pair => Assert.Equal(pair.Second, pair.First, 1e-4f));
        }

        Assert.True(model.TestReport!.Accuracy > 0.8);
    }

    [Fact]
    public async Task Finetune_HeadOfTwoLayers_IsTrainedWithTheLastStage()
    {
        using var set = new ShapeSet(10);
        var images = ImageDataset.FromFolder(set.Photos);
        var options = new FineTuningOptions
        {
            Head = Hidden, Unfreeze = LayerRange.LastStages(1), Epochs = 2, BatchSize = 8, Augmentation = Augmentation.None, Precision = TrainingPrecision.Fp32,
            Threads = 2, LearningRate = 0.01, Calibrate = true,
        };
        var model = await new FineTuningTrainer(set.Backbone, options)
            .TrainAsync(new DatasetSplits(images, images, images), null, TestContext.Current.CancellationToken);
        Assert.Equal("hidden-layer", model.Card.Head);
        Assert.True(model.History[^1].TrainingLoss < model.History[1].TrainingLoss);
        Assert.True(model.TestReport!.Accuracy > 0.8);
    }

    /// <summary>A random layer with a linear head on its output.</summary>
    private sealed class RandomHiddenLayer(int width) : IClassifierHead
    {
        public string Name => "hidden-layer";

        public FittedHead Fit(HeadTrainingData data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        {
            var layer = Layer(data);
            var last = ClassifierHeads.Linear.Fit(data with { Features = Through(layer, data.Features) }, progress, cancellationToken);
            return new FittedHead([layer, .. last.Layers]) { HeldOutAccuracy = last.HeldOutAccuracy };
        }

        public IReadOnlyList<HeldOutLogits> MeasureHeldOut(FittedHead head, HeadTrainingData data, CancellationToken cancellationToken) =>
            [.. data.Validation.Rows.Zip(data.Validation.Labels, (row, label) => new HeldOutLogits(label, head.Logits(data.Features.Row(row))))];

        private static FeatureTable Through(DenseLayer layer, FeatureTable features)
        {
            var hidden = new FeatureTable(layer.OutputCount);
            for (var row = 0; row < features.Count; row++)
            {
                hidden.Add(Array.ConvertAll(new FittedHead([layer]).Logits(features.Row(row)), value => (float)Math.Max(0, value)));
            }

            return hidden;
        }

        private DenseLayer Layer(HeadTrainingData data)
        {
            var random = new Random(data.Seed);
            var scale = 2 / Math.Sqrt(data.Features.Length);
            return new DenseLayer([.. Enumerable.Range(0, width * data.Features.Length).Select(_ => (float)(scale * (random.NextDouble() - 0.5)))], new float[width]);
        }
    }
}
