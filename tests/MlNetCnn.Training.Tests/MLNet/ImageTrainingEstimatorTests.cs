using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class ImageTrainingEstimatorTests : IDisposable
{
    private static readonly FineTuningOptions Quick = new()
    {
        Unfreeze = LayerRange.All, Epochs = 3, BatchSize = 8, BackboneLearningRateFactor = 1, Augmentation = Augmentation.None, Precision = TrainingPrecision.Fp32, Threads = 2,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly ShapeSet _shapes = new(12, classCount: 3);
    private readonly MLContext _ml = new(seed: 1);

    private MulticlassClassificationCatalog.MulticlassClassificationTrainers Trainers => _ml.MulticlassClassification.Trainers;

    public void Dispose()
    {
        _shapes.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Fit_BundledPhotosHeadAlone_EvaluatedAndLoadedByMlNet_ScoresTheSame()
    {
        var photos = ImageDataset.FromTable(Path.Combine(Repository.Emoji, "images.csv"));
        var split = ImageDataset.FromImages(photos.Where((_, index) => index % 2 == 0)).SplitPredefined();
        var (train, test) = (_ml.Data.LoadFromImages(split.Train), _ml.Data.LoadFromImages(split.Test));
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(Trainers.ImageFineTuning(Backbone.Default, new FineTuningOptions { Unfreeze = LayerRange.Head }));
        CheckInStockMlNet(pipeline.Fit(train), train, test, leastAccuracy: 0.6);
    }

    [Fact]
    public void Fit_KeyOfNumbers_PredictsNumbersAndIsSavedAsPlainMlNet()
    {
        var split = _shapes.Split();
        var train = Numbered(split.Train);
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label").Append(Trainers.ImageFineTuning(_shapes.Backbone, Quick with { Epochs = 1 }))
            .Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        var model = pipeline.Fit(train);
        Assert.Equal(NumberDataViewType.Int32, model.GetOutputSchema(train.Schema)["PredictedLabel"].Type);
        var ours = model.Transform(Numbered(split.Test)).GetColumn<int>("PredictedLabel").ToArray();
        Assert.All(ours, label => Assert.InRange(label, 10, 12));
        _ml.Model.Save(model, train.Schema, _folder.File("m.zip"));
        var mlNet = new MLContext().Model.Load(_folder.File("m.zip"), out _);
        Assert.Equal(ours, mlNet.Transform(Numbered(split.Test)).GetColumn<int>("PredictedLabel"));
        _ml.MulticlassClassification.Evaluate(pipeline.Fit(train).Transform(Numbered(split.Test)));

        IDataView Numbered(IEnumerable<LabeledImage> images) =>
            _ml.Data.LoadFromEnumerable(images.Select(image => new NumberedRow { ImagePath = image.Path, Label = 10 + (image.Label[^1] - '0') }).ToList());
    }

    [Fact]
    public void Fit_KeyOfLabelsWithBlanks_FindsTheirRows()
    {
        var train = _ml.Data.LoadFromImages(_shapes.Split().Train.Select(image => image with { Label = image.Label == "turn0" ? " turn0" : image.Label }));
        var model = _ml.Transforms.Conversion.MapValueToKey("Label").Append(Trainers.ImageFineTuning(_shapes.Backbone, Quick with { Epochs = 1 })).Fit(train);
        Assert.Contains(" turn0", model.LastTransformer.Trained.ClassNames);
    }

    [Fact]
    public void Transform_AfterDispose_IsRefused()
    {
        var train = _ml.Data.LoadFromImages(_shapes.Split().Train);
        var model = Trainers.ImageFineTuning(_shapes.Backbone, new FineTuningOptions { Unfreeze = LayerRange.Head, Threads = 2 }).Fit(train);
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Transform(train));
    }

    private sealed class NumberedRow
    {
        public string ImagePath { get; set; } = "";

        public int Label { get; set; }
    }

    [Fact]
    public void Fit_WritesEachEpochToTheLogOfTheContext()
    {
        var lines = new List<string>();
        _ml.Log += (_, log) => lines.Add(log.Message);
        using var model = Trainers.ImageFineTuning(_shapes.Backbone, Quick).Fit(_ml.Data.LoadFromImages(_shapes.Split().Train));
        Assert.All(Enumerable.Range(1, 3), epoch => Assert.Single(lines, line => line.Contains($"epoch {epoch}: loss ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Fit_KeyInTheOrderOfRows_EvaluatedAndLoadedByMlNet_ScoresTheSame()
    {
        var split = _shapes.Split();
        var train = _ml.Data.LoadFromImages(split.Train.Reverse());
        var test = _ml.Data.LoadFromImages(split.Test);
        var model = _ml.Transforms.Conversion.MapValueToKey("Label").Append(Trainers.ImageFineTuning(_shapes.Backbone, Quick)).Fit(train);
        CheckInStockMlNet(model, train, test, leastAccuracy: 0);

        // The key orders the classes as they appear in the rows, which is not the order in the model's own card.
        var classifier = model.LastTransformer.Trained;
        classifier.Save(_folder.File("own.zip"));
        using var own = ImageClassifier.Load(_folder.File("own.zip"));
        Assert.Equal(
            split.Test.Average(image => own.Predict(image.Path).Label == image.Label ? 1.0 : 0),
            _ml.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy, 1e-9);
        Assert.Equal(["turn0", "turn1", "turn2"], classifier.ClassNames);
        Assert.Equal(["turn2", "turn1", "turn0"], SlotNames(model.Transform(test)));
        Assert.Equal(4, classifier.History.Count);
        Assert.Equal("finetune", classifier.Card.Method);
    }

    [Fact]
    public void Save_ByMlNet_IsLoadedByImageClassifier()
    {
        var split = _shapes.Split();
        var train = _ml.Data.LoadFromImages(split.Train.Reverse());
        var model = _ml.Transforms.Conversion.MapValueToKey("Label").Append(Trainers.ImageFineTuning(_shapes.Backbone, Quick)).Fit(train);
        var path = _folder.File("m.zip");
        _ml.Model.Save(model, train.Schema, path);
        using var classifier = ImageClassifier.Load(path);
        var expected = _ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(model.Transform(train)).Transform(model.Transform(_ml.Data.LoadFromImages(split.Test)));
        Assert.Equal(expected.GetColumn<string>("PredictedLabel"), split.Test.Select(image => classifier.Predict(image.Path).Label));
    }

    [Fact]
    public void Fit_TextLabelAndOtherColumnNames_ScoresInOrdinalOrder()
    {
        var rows = _shapes.Split().Train.Reverse().Select(image => new Named { File = image.Path, Kind = image.Label }).ToList();
        var data = _ml.Data.LoadFromEnumerable(rows);
        var estimator = Trainers.ImageFineTuning(_shapes.Backbone, Quick with { Unfreeze = LayerRange.Head }, "Kind", "File");
        using var model = estimator.Fit(data);
        var scored = model.Transform(data);
        Assert.Equal(["File", "Kind", "PredictedLabel", "Score"], Names(scored.Schema));
        Assert.Equal(Names(model.GetOutputSchema(data.Schema)), Names(scored.Schema));
        Assert.Equal(["turn0", "turn1", "turn2"], SlotNames(scored));
        Assert.Equal(rows.Select(row => row.File), scored.GetColumn<string>("File"));

        // A chain asks each estimator for the columns after it before it fits any.
        var chained = estimator.Append(_ml.Transforms.Conversion.MapValueToKey("PredictedLabel")).Append(_ml.Transforms.Conversion.MapValueToKey("Kind")).Fit(data);
        Assert.Equal(["File", "Kind", "PredictedLabel", "Score"], Names(chained.Transform(data).Schema));
    }

    [Fact]
    public void Transform_RejectedImages_AreOmittedAndListed()
    {
        var data = _ml.Data.LoadFromImages(_shapes.Split().Train);
        using var model = Trainers.ImageFineTuning(_shapes.Backbone, Quick with { Unfreeze = LayerRange.Head, MaxRejectedFraction = 0.5 }).Fit(data);
        var good = data.GetColumn<string>("ImagePath").Take(2).ToArray();
        File.WriteAllText(_folder.File("broken.jpg"), "not an image");
        string[] paths = [good[0], _folder.File("broken.jpg"), good[1]];
        var scored = model.Transform(_ml.Data.LoadFromEnumerable(paths.Select(path => new Photo { ImagePath = path })));
        Assert.Equal(good, scored.GetColumn<string>("ImagePath"));
        Assert.Equal(2, scored.GetColumn<float[]>("Score").Count());
        Assert.All(model.Errors, error => Assert.Equal("IMG_UNSUPPORTED", error.Code));
        Assert.NotEmpty(model.Errors);
    }

    [Fact]
    public void PredictionEngine_OverTheChain_ScoresOneRowAsTheBatch()
    {
        var data = _ml.Data.LoadFromImages(_shapes.Split().Train);
        using var model = Trainers.ImageFineTuning(_shapes.Backbone, Quick with { Unfreeze = LayerRange.Head }).Fit(data);
        using var engine = _ml.Model.CreatePredictionEngine<Photo, Scored>(model);
        var first = data.GetColumn<string>("ImagePath").First();
        var batch = model.Transform(data).GetColumn<float[]>("Score").First();
        Assert.All(engine.Predict(new Photo { ImagePath = first }).Score.Zip(batch), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void Save_AfterKeysFittedSeparately_PredictsFromThePathAlone()
    {
        var train = _ml.Data.LoadFromImages(_shapes.Split().Train);
        var keyed = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(train).Transform(train);
        var options = new CnnTrainingOptions { InputSize = ShapeSet.Size, Epochs = 1, Threads = 2 };
        var model = Trainers.ImageCnn(CnnNetworks.Get("simple-cnn"), options).Fit(keyed);
        var names = _ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(model.Transform(keyed));
        _ml.Model.Save(new TransformerChain<ITransformer>(model, names), train.Schema, _folder.File("m.zip"));

        var plain = new MLContext();
        using var engine = plain.Model.CreatePredictionEngine<PathAlone, Labeled>(plain.Model.Load(_folder.File("m.zip"), out _));
        Assert.Contains(engine.Predict(new PathAlone { ImagePath = train.GetColumn<string>("ImagePath").First() }).PredictedLabel, model.Trained.ClassNames);
    }

    [Fact]
    public async Task FitAsync_ValidationSet_IsUsedForValidation()
    {
        var split = _shapes.Split();
        var (train, validation) = (_ml.Data.LoadFromImages(split.Train), _ml.Data.LoadFromImages(split.Validation));
        var token = TestContext.Current.CancellationToken;
        using var given = await Trainers.ImageFineTuning(_shapes.Backbone, Quick with { Epochs = 1 }, validationSet: validation).FitAsync(train, null, token);
        using var aside = await Trainers.ImageFineTuning(_shapes.Backbone, Quick with { Epochs = 1 }).FitAsync(train, null, token);
        Assert.Equal((split.Train.Count, split.Validation.Count, 0), Counts(given));
        var (trained, validated, measured) = Counts(aside);
        Assert.Equal((split.Train.Count, 0), (trained + validated, measured));
        Assert.InRange(validated, 1, split.Train.Count / 5);
        Assert.Null(aside.Trained.TestReport);

        static (int, int, int) Counts(ImageTrainingTransformer model) =>
            (model.Trained.Images.Train, model.Trained.Images.Validation, model.Trained.Images.Test);
    }

    [Fact]
    public async Task FitAsync_Canceled_Throws()
    {
        var data = _ml.Data.LoadFromImages(_shapes.Split().Train);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Trainers.ImageFineTuning(_shapes.Backbone, Quick).FitAsync(data, null, source.Token));
    }

    [Fact]
    public void Fit_WithoutTheLabelColumn_ListsTheColumns()
    {
        var data = _ml.Data.LoadFromImages(_shapes.Split().Train);
        var exception = Assert.Throws<MlNetCnnException>(() => Trainers.ImageFineTuning(_shapes.Backbone, Quick, "Class").Fit(data));
        Assert.Equal("TABLE_COLUMN_MISSING", exception.Code);
        Assert.Contains("'ImagePath'", exception.Message);
    }

    private void CheckInStockMlNet(ITransformer model, IDataView train, IDataView test, double leastAccuracy)
    {
        var scored = model.Transform(test);
        var metrics = _ml.MulticlassClassification.Evaluate(scored);
        Assert.InRange(metrics.MicroAccuracy, leastAccuracy, 1);
        var right = scored.GetColumn<uint>("Label").Zip(scored.GetColumn<uint>("PredictedLabel")).Average(pair => pair.First == pair.Second ? 1.0 : 0);
        Assert.Equal(right, metrics.MicroAccuracy, 1e-9);

        var path = _folder.File("plain.zip");
        _ml.Model.Save(model, train.Schema, path);
        Assert.DoesNotContain("MlNetCnn", File.ReadAllText(path, Encoding.Latin1), StringComparison.Ordinal);
        var mlNet = new MLContext().Model.Load(path, out _).Transform(test);
        Assert.Equal(metrics.MicroAccuracy, new MLContext().MulticlassClassification.Evaluate(mlNet).MicroAccuracy);
        Assert.Equal(SlotNames(scored), SlotNames(mlNet));
        foreach (var (ours, theirs) in scored.GetColumn<float[]>("Score").Zip(mlNet.GetColumn<float[]>("Score")))
        {
            Assert.All(ours.Zip(theirs), pair => Assert.Equal(pair.First, pair.Second, 5e-3f));
        }
    }

    private static IEnumerable<string> Names(DataViewSchema schema) =>
        schema.Where(column => !column.IsHidden).Select(column => column.Name).Order(StringComparer.Ordinal);

    private static string[] SlotNames(IDataView scored)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private sealed class Named
    {
        public string File { get; set; } = "";

        public string Kind { get; set; } = "";
    }

    private sealed class Photo
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class PathAlone
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class Labeled
    {
        public string PredictedLabel { get; set; } = "";
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }
}
