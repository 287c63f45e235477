using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class ImageFeatureEstimatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    [Trait("Category", "Slow")]
    public void Fit_AnyTrainerAfterIt_SavedByMlNetAndLoadedByPlainMlNet_ScoresTheSame()
    {
        var split = Classifiers.Split();
        var train = _ml.Data.LoadFromImages(split.Train);
        var test = _ml.Data.LoadFromImages(split.Test);
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.Transforms.ExtractImageFeatures("Features", "ImagePath", Backbone.Default))
            .Append(_ml.MulticlassClassification.Trainers.SdcaMaximumEntropy());
        var model = pipeline.Fit(train);
        var metrics = _ml.MulticlassClassification.Evaluate(model.Transform(test));
        Assert.InRange(metrics.MicroAccuracy, 0.5, 1);

        var path = _folder.File("m.zip");
        _ml.Model.Save(model, train.Schema, path);
        var loaded = new MLContext().Model.Load(path, out _);
        Assert.DoesNotContain("MlNetCnn", File.ReadAllText(path, System.Text.Encoding.Latin1), StringComparison.Ordinal);
        var ours = model.Transform(test).GetColumn<float[]>("Score").ToArray();
        var mlNet = loaded.Transform(test).GetColumn<float[]>("Score").ToArray();
        Assert.Equal(ours.Length, mlNet.Length);
        for (var row = 0; row < ours.Length; row++)
        {
            Assert.All(ours[row].Zip(mlNet[row]), pair => Assert.Equal(pair.First, pair.Second, 5e-3f));
        }
    }

    [Fact]
    public void Transform_LabelAlone_RunsNoImageAndLeavesTheSameRowsOut()
    {
        var (data, _) = Rows(3);
        var log = new Stages();
        var backbone = Backbone.FromFile(TinyNet.WithBody().Classify().Save(_folder), Preprocessing.None);
        var transformer = _ml.Transforms.ExtractImageFeatures(
            "Features", "ImagePath", backbone, new ImageFeatureOptions { Progress = log, MaxRejectedFraction = 1 }).Fit(data);
        var view = transformer.Transform(data);
        Assert.Equal(["a", "b", "a"], view.GetColumn<string>("Label"));
        Assert.Empty(log.Seen);
        Assert.Single(transformer.Errors);
        Assert.Equal(3, view.GetColumn<float[]>("Features").Count());
        Assert.NotEmpty(log.Seen);
        Assert.Single(transformer.Errors);
    }

    [Fact]
    public async Task Transform_SeveralViewsWithACache_RunEachImageOnce()
    {
        var (data, images) = Rows(4);
        var backbone = Backbone.FromFile(TinyNet.WithBody().Classify().Save(_folder), Preprocessing.None);
        var cache = new FeatureCache(_folder.File("cache"));
        var options = new ImageFeatureOptions { Cache = cache, MaxRejectedFraction = 1, ResizeFactor = 2 };
        var transformer = _ml.Transforms.ExtractImageFeatures("Features", "ImagePath", backbone, options).Fit(data);
        var first = transformer.Transform(data).GetColumn<float[]>("Features").ToArray();
        using (var extractor = new FeatureExtractor(backbone, new FeatureExtractorOptions { Cache = cache, ResizeFactor = 2 }))
        {
            await extractor.ExtractAsync(images, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(images.Length, extractor.FromCacheCount);
        }

        Assert.Equal(first, transformer.Transform(data).GetColumn<float[]>("Features"));
    }

    [Fact]
    public void Transform_AfterDispose_IsRefused()
    {
        var (data, _) = Rows(1);
        var backbone = Backbone.FromFile(TinyNet.WithBody().Classify().Save(_folder), Preprocessing.None);
        var transformer = _ml.Transforms.ExtractImageFeatures("Features", "ImagePath", backbone).Fit(data);
        transformer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => transformer.Transform(data));
    }

    [Fact]
    public void Save_ForScoringWithoutTheKeyOfLabels_PredictsFromThePathAlone()
    {
        var (data, images) = Rows(6);
        var backbone = Backbone.FromFile(TinyNet.WithBody().Classify().Save(_folder), Preprocessing.None);
        var pipeline = new EstimatorChain<ITransformer>()
            .Append(_ml.Transforms.Conversion.MapValueToKey("Label"), TransformerScope.TrainTest)
            .Append(_ml.Transforms.ExtractImageFeatures("Features", "ImagePath", backbone, new ImageFeatureOptions { MaxRejectedFraction = 1 }))
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        _ml.Model.Save(pipeline.Fit(data).GetModelFor(TransformerScope.Scoring), data.Schema, _folder.File("m.zip"));
        var loaded = new MLContext().Model.Load(_folder.File("m.zip"), out _);
        using var engine = _ml.Model.CreatePredictionEngine<PathRow, Answer>(loaded);
        Assert.Contains(engine.Predict(new PathRow { ImagePath = images[0] }).PredictedLabel, new[] { "a", "b" });
    }

    private (IDataView Data, string[] Images) Rows(int count)
    {
        string[] images = [.. Enumerable.Range(0, count).Select(i => TestPictures.Write(
            _folder.File($"{i}.png"), 20 + i, 16, (x, y) => new SkiaSharp.SKColor((byte)(x * 9), (byte)(y * 9), (byte)(i * 40))))];
        var bad = _folder.File("bad.png");
        File.WriteAllText(bad, "no image");
        var rows = images.Select((path, i) => new LabeledImage(path, i % 2 == 0 ? "a" : "b")).Append(new LabeledImage(bad, "b"));
        return (_ml.Data.LoadFromImages(rows.ToList()), images);
    }

    private sealed class Stages : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> Seen { get; } = [];

        public void Report(TrainingProgress value)
        {
            lock (Seen)
            {
                Seen.Add(value);
            }
        }
    }

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class Answer
    {
        public string PredictedLabel { get; set; } = "";
    }

    [Fact]
    public void Transform_RowsInTheSchemaOfTheMlNetChain_PassOtherColumnsThrough()
    {
        var photos = Repository.Photos(3);
        var data = _ml.Data.LoadFromEnumerable(photos.Select((path, index) => new Row { ImagePath = path, Number = index }));
        var transformer = _ml.Transforms.ExtractImageFeatures("Features", "ImagePath", Backbone.Default).Fit(data);
        var view = transformer.Transform(data);
        Assert.Equal(["ImagePath", "Number", "Features"], view.Schema.Where(column => !column.IsHidden).Select(column => column.Name));
        Assert.Equal([0, 1, 2], view.GetColumn<int>("Number"));
        Assert.All(view.GetColumn<float[]>("Features"), features => Assert.Equal(Backbone.Default.FeatureCount, features.Length));
        Assert.Equal(photos, view.GetColumn<string>("ImagePath"));
    }

    [Fact]
    public void Transform_RejectedImages_AreLeftOutAndListed()
    {
        var photos = Repository.Photos(3);
        File.WriteAllText(_folder.File("broken.jpg"), "not an image");
        string[] paths = [photos[0], _folder.File("broken.jpg"), photos[1], photos[2]];
        var data = _ml.Data.LoadFromEnumerable(paths.Select((path, index) => new Row { ImagePath = path, Number = index }));
        var options = new ImageFeatureOptions { MaxRejectedFraction = 0.5 };
        var transformer = _ml.Transforms.ExtractImageFeatures("Features", "ImagePath", Backbone.Default, options).Fit(data);
        var view = transformer.Transform(data);
        Assert.Equal([0, 2, 3], view.GetColumn<int>("Number"));
        Assert.Equal("IMG_UNSUPPORTED", Assert.Single(transformer.Errors).Code);
    }

    [Fact]
    public void Transform_TooManyRejected_EndsWithTheReason()
    {
        string[] paths = [Repository.Photos(1)[0], _folder.File("missing.jpg")];
        var data = _ml.Data.LoadFromEnumerable(paths.Select(path => new Row { ImagePath = path }));
        var view = _ml.Transforms.ExtractImageFeatures("Features", "ImagePath", Backbone.Default).Fit(data).Transform(data);
        var exception = Assert.Throws<MlNetCnnException>(() => view.GetColumn<float[]>("Features").ToArray());
        Assert.Equal("DATA_TOO_MANY_REJECTED", exception.Code);
    }

    [Fact]
    public void Transform_ReadTwice_ExtractsOnce()
    {
        var reports = 0;
        var progress = new SynchronousProgress(_ => reports++);
        var data = _ml.Data.LoadFromEnumerable(Repository.Photos(4).Select(path => new Row { ImagePath = path }));
        var options = new ImageFeatureOptions { Progress = progress };
        var view = _ml.Transforms.ExtractImageFeatures("Features", "ImagePath", Backbone.Default, options).Fit(data).Transform(data);
        Assert.Equal(0, reports);
        _ = view.GetColumn<float[]>("Features").ToArray();
        var afterFirst = reports;
        Assert.NotEqual(0, afterFirst);
        _ = view.GetColumn<float[]>("Features").ToArray();
        Assert.Equal(afterFirst, reports);
    }

    [Fact]
    public void PredictionEngine_OverOurTransformer_ScoresOneRow()
    {
        var data = _ml.Data.LoadFromEnumerable(Repository.Photos(2).Select(path => new Row { ImagePath = path }));
        var transformer = _ml.Transforms.ExtractImageFeatures("Features", "ImagePath", Backbone.Default).Fit(data);
        using var engine = _ml.Model.CreatePredictionEngine<Row, FeatureRow>(transformer);
        var single = engine.Predict(new Row { ImagePath = Repository.Photos(1)[0] }).Features;
        var batch = transformer.Transform(data).GetColumn<float[]>("Features").First();
        Assert.All(single.Zip(batch), pair => Assert.Equal(pair.First, pair.Second, 1e-2f));
    }

    public void Dispose() => _folder.Dispose();

    private sealed class SynchronousProgress(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";

        public int Number { get; set; }
    }

    private sealed class FeatureRow
    {
        public float[] Features { get; set; } = [];
    }
}
