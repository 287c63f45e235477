using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class ModelPackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Save_LoadedByStockMlNet_GivesTheSameScoresAndText()
    {
        var path = _folder.File("m.zip");
        Classifiers.Emoji.Save(path);
        var ml = new MLContext();
        var model = ml.Model.Load(path, out var schema);
        Assert.Equal(["ImagePath"], schema.Select(column => column.Name));

        using var engine = ml.Model.CreatePredictionEngine<PathRow, Prediction>(model);
        using var classifier = ImageClassifier.Load(path);
        foreach (var photo in Repository.Photos(12))
        {
            var mlNet = engine.Predict(new PathRow { ImagePath = photo });
            var ours = classifier.Predict(photo);
            Assert.Equal(ours.Label, mlNet.PredictedLabel);
            Assert.Equal(ours.Scores.Count, mlNet.Score.Length);
            Assert.All(ours.Scores.Zip(mlNet.Score), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        }
    }

    [Fact]
    public void Save_ScoreColumn_HasTheClassNames()
    {
        var path = _folder.File("m.zip");
        Classifiers.Emoji.Save(path);
        var ml = new MLContext();
        var model = ml.Model.Load(path, out var schema);
        var score = model.GetOutputSchema(schema)["Score"];
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        score.GetSlotNames(ref names);
        Assert.Equal(Classifiers.Emoji.ClassNames, names.DenseValues().Select(name => name.ToString()));
        Assert.IsType<TextDataViewType>(model.GetOutputSchema(schema)["PredictedLabel"].Type);
    }

    [Fact]
    public void Save_StockEvaluator_AgreesWithOurReport()
    {
        var path = _folder.File("m.zip");
        Classifiers.Emoji.Save(path);
        var ml = new MLContext();
        var model = ml.Model.Load(path, out _);
        var test = Classifiers.Split().Test;
        var data = ml.Data.LoadFromEnumerable(test.Select(image => new LabeledRow { ImagePath = image.Path, Label = image.Label }));
        var scored = model.Transform(data);
        var keys = ml.Transforms.Conversion
            .MapValueToKey("Label", keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(ml.Transforms.Conversion.MapValueToKey("PredictedLabel", keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue));
        var metrics = ml.MulticlassClassification.Evaluate(keys.Fit(scored).Transform(scored));
        Assert.Equal(Classifiers.Emoji.TestReport!.Accuracy, metrics.MicroAccuracy, 1e-9);
        Assert.Equal(Classifiers.Emoji.TestReport.LogLoss, metrics.LogLoss, 1e-3);
    }

    [Fact]
    public void SaveForImages_TakesImagesFromMemory()
    {
        var path = _folder.File("m.zip");
        Classifiers.Emoji.SaveForImages(path);
        var ml = new MLContext();
        var model = ml.Model.Load(path, out var input);
        Assert.Equal("Image", Assert.Single(input).Name);
        Assert.IsType<Microsoft.ML.Transforms.Image.ImageDataViewType>(input[0].Type);
        using var engine = ml.Model.CreatePredictionEngine<ImageRow, Prediction>(model);
        using var classifier = ImageClassifier.Load(path);
        var photo = TestPictures.Write(_folder.File("p.png"), 333, 250, SkiaSharp.SKEncodedImageFormat.Png);
        using var image = MLImage.CreateFromFile(photo);
        var mlNet = engine.Predict(new ImageRow { Image = image });
        Assert.All(classifier.Predict(photo).Scores.Zip(mlNet.Score), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public void Save_Twice_GivesTheSameBytes()
    {
        Classifiers.Emoji.Save(_folder.File("a.zip"));
        Classifiers.Emoji.Save(_folder.File("b.zip"));
        Assert.Equal(File.ReadAllBytes(_folder.File("a.zip")), File.ReadAllBytes(_folder.File("b.zip")));
    }

    [Fact]
    public void Load_TextNamedZip_SaysWhatIsWrong()
    {
        File.WriteAllText(_folder.File("m.zip"), "this is not a zip");
        var exception = Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(_folder.File("m.zip")));
        Assert.Equal((ErrorKind.Model, "MODEL_NOT_ZIP"), (exception.Kind, exception.Code));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(99)]
    public void Load_TruncatedZip_SaysWhatIsWrong(int percent)
    {
        Classifiers.Emoji.Save(_folder.File("m.zip"));
        var bytes = File.ReadAllBytes(_folder.File("m.zip"));
        File.WriteAllBytes(_folder.File("cut.zip"), bytes[..(int)(bytes.Length * (percent / 100.0))]);
        var exception = Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(_folder.File("cut.zip")));
        Assert.Equal("MODEL_NOT_ZIP", exception.Code);
    }

    [Fact]
    public void Load_ZipWithoutGraph_SaysWhatIsWrong()
    {
        using (var archive = ZipFile.Open(_folder.File("m.zip"), ZipArchiveMode.Create))
        {
            archive.CreateEntry("readme.txt");
        }

        Assert.Equal("MODEL_NO_GRAPH", Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(_folder.File("m.zip"))).Code);
    }

    [Fact]
    public void Load_ZipBomb_IsRefusedBeforeUnpacking()
    {
        using (var archive = ZipFile.Open(_folder.File("m.zip"), ZipArchiveMode.Create))
        {
            using var stream = archive.CreateEntry("TransformerChain/OnnxModel").Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 64; i++)
            {
                stream.Write(zeros);
            }
        }

        Assert.Equal("MODEL_TOO_LARGE", Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(_folder.File("m.zip"))).Code);
    }

    [Fact]
    public void Load_PlainBackbone_SaysItIsNotOurs()
    {
        Assert.Equal("MODEL_NOT_OURS", Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(TestBackbones.Default)).Code);
    }

    [Fact]
    public void Load_MissingFile_SaysSo() =>
        Assert.Equal("MODEL_NOT_FOUND", Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(_folder.File("none.zip"))).Code);

    [Fact]
    public void SaveOnnx_ReadBack_ScoresLikeTheZip()
    {
        Classifiers.Emoji.SaveOnnx(_folder.File("m.onnx"));
        Classifiers.Emoji.Save(_folder.File("m.zip"));
        using var onnx = ImageClassifier.Load(_folder.File("m.onnx"));
        using var zip = ImageClassifier.Load(_folder.File("m.zip"));
        var photo = Repository.Photos(1)[0];
        Assert.Equal(zip.Predict(photo).Scores, onnx.Predict(photo).Scores);
        Assert.Equal(zip.Card.ClassNames, onnx.Card.ClassNames);
        Assert.Equal("resnet18.mlnet", onnx.Card.Backbone);
    }

    [Fact]
    public void ReadCard_NewerFormat_NamesBothVersions()
    {
        var metadata = new Dictionary<string, string> { ["mlnetcnn.format"] = "99", ["mlnetcnn.version"] = "9.8.7" };
        var exception = Assert.Throws<MlNetCnnException>(() => ModelCardMetadata.Read(metadata, "m.onnx"));
        Assert.Equal("MODEL_NEWER", exception.Code);
        Assert.Contains("9.8.7", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class LabeledRow
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class ImageRow
    {
        [Microsoft.ML.Transforms.Image.ImageType(224, 224)]
        public MLImage? Image { get; set; }
    }

    private sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
