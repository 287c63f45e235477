using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetCnn.Training;
using MlNetCnn.Training.Layers;
using MlNetCnn.Training.Networks;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>The C# of README.md and of the pages in docs, compiled. <see cref="ReadmeTests"/> checks that both are the same.</summary>
internal static class ReadmeCode
{
    public static async Task<TrainedClassifier> Train()
    {
        // begin: train
        var images = ImageDataset.FromFolder("photos");                  // photos/CLASS/*.jpg; or FromTable("photos.csv", "filename", "label")
        var split = images.Split(test: 0.2, seed: 1);                    // stratified

        var trainer = new FeatureTrainer(Backbone.Default);              // or Backbone.FromFile("mine.onnx", Preprocessing.ImageNet)
        TrainedClassifier trained = await trainer.TrainAsync(split);
        Console.WriteLine($"test accuracy {trained.TestReport!.Accuracy:P1}, {trained.Errors.Count} images skipped");

        trained.Save("photos.zip");                                      // an ML.NET model
        trained.SaveOnnx("photos.onnx");                                 // input: image [N, 3, H, W]; outputs: logits and Score
        // end
        return trained;
    }

    public static async Task<AuditReport> Audit()
    {
        // begin: audit
        var images = ImageDataset.FromFolder("photos");                  // or FromTable("photos.csv", "filename", "label"), FromDataView(frame, ...)
        var split = images.Split(test: 0.2, seed: 1);                    // stratified
        AuditReport audit = await DatasetAudit.RunAsync(images);
        foreach (AuditFinding finding in audit.Findings)
        {
            Console.WriteLine($"{finding.Severity} {finding.Code}: {finding.Problem}; {finding.Fix}");
        }
        // end
        Assert.NotEmpty(split.Test);
        return audit;
    }

    public static async Task<TrainedClassifier> TrainWithReport()
    {
        var split = ImageDataset.FromFolder("photos").Split(test: 0.2, seed: 1);
        // begin: report
        var trainer = new FeatureTrainer(Backbone.Default);              // or Backbone.FromFile("mine.onnx", Preprocessing.ImageNet)
        TrainedClassifier trained = await trainer.TrainAsync(split);
        Console.WriteLine($"test accuracy {trained.TestReport!.Accuracy:P1}, {trained.Errors.Count} images skipped");
        trained.Save("photos.zip");
        trained.SaveOnnx("photos.onnx");
        HtmlReport.Write("photos.html", trained);
        // end
        return trained;
    }

    public static async Task<TrainedClassifier> FineTune()
    {
        var split = ImageDataset.FromFolder("photos").Split(test: 0.2, seed: 1);
        // begin: finetune
        var tuner = new FineTuningTrainer(Backbone.Default, new FineTuningOptions
        {
            Unfreeze = LayerRange.LastStages(1), Epochs = 10, Augmentation = Augmentation.Standard,
        });
        TrainedClassifier tuned = await tuner.TrainAsync(split);         // also takes IProgress and CancellationToken
        tuned.Save("tuned.zip");                                         // loading it does not need libtorch
        // end
        return tuned;
    }

    public static async Task<TrainedClassifier> Scratch()
    {
        var split = ImageDataset.FromFolder("photos").Split(test: 0.2, seed: 1);
        // begin: scratch
        var cnn = new CnnTrainer(Layers, new CnnTrainingOptions { InputSize = 64, Epochs = 30 });       // or CnnNetworks.Get("resnet18")
        TrainedClassifier scratch = await cnn.TrainAsync(split);
        scratch.Save("scratch.zip");

        static CnnBuilder Layers(CnnBuilder net) => net
            .Conv2D(32, kernel: 3).BatchNorm().ReLU().MaxPool(2)
            .Conv2D(64, kernel: 3).BatchNorm().ReLU().MaxPool(2)
            .Residual(body => body.Conv2D(64).BatchNorm().ReLU().Conv2D(64).BatchNorm()).ReLU()
            .GlobalAveragePool().Dropout(0.3).Dense(net.ClassCount);
        // end
        return scratch;
    }

    public static double Pipeline()
    {
        var split = ImageDataset.FromFolder("photos").Split(test: 0.2, seed: 1);
        // begin: pipeline
        var ml = new MLContext(seed: 1);
        IDataView train = ml.Data.LoadFromImages(split.Train);           // columns ImagePath, Label
        IDataView test = ml.Data.LoadFromImages(split.Test);
        var keys = ml.Transforms.Conversion.MapValueToKey("Label").Fit(train);      // needed to train and test, not to predict
        var trainers = ml.MulticlassClassification.Trainers;

        var features = ml.Transforms.ExtractImageFeatures("Features", "ImagePath", Backbone.Default)
            .Append(trainers.LbfgsMaximumEntropy());                     // any ML.NET trainer; each image runs through the network once
        var fineTuning = trainers.ImageFineTuning(Backbone.Default, new FineTuningOptions { Epochs = 10 });
        var fromScratch = trainers.ImageCnn(CnnNetworks.Get("simple-cnn"), new CnnTrainingOptions { Epochs = 30 });

        var model = features.Fit(keys.Transform(train));                 // or with fineTuning, fromScratch
        var metrics = ml.MulticlassClassification.Evaluate(model.Transform(keys.Transform(test)));
        var names = ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(model.Transform(keys.Transform(train)));
        ml.Model.Save(model.Append(names), train.Schema, "pipeline.zip");           // ML.NET's own transformers; the only input is ImagePath
        // end
        return metrics.MicroAccuracy;
    }

    public static async Task<IReadOnlyList<ComparedRun>> Compare()
    {
        var images = ImageDataset.FromFolder("photos");
        // begin: compare
        var comparison = new MethodComparison(
        [
            TrainingCandidate.Features(Backbone.Default),
            TrainingCandidate.FineTuning(Backbone.Default, new FineTuningOptions { Epochs = 10 }),
            TrainingCandidate.FromScratch(CnnNetworks.Get("simple-cnn"), new CnnTrainingOptions { InputSize = 64, Epochs = 30 }),
        ]);
        IReadOnlyList<ComparedRun> runs = await comparison.RunAsync(images);
        foreach (ComparedRun run in runs)
        {
            Console.WriteLine($"{run.Candidate}: accuracy {run.Accuracy:P1}, {run.TrainingSeconds:F0} s");
        }
        // end
        return runs;
    }

    public static async Task<ClassificationReport> Evaluate()
    {
        // begin: evaluate
        using var saved = ImageClassifier.Load("photos.zip");
        ModelEvaluation evaluation = await saved.EvaluateAsync(ImageDataset.FromFolder("more-photos"));
        ClassificationReport report = evaluation.CreateReport();
        Console.WriteLine($"accuracy {report.Accuracy:P1}, macro F1 {report.MacroF1:F3}, {evaluation.Errors.Count} images skipped");
        // end
        return report;
    }

    public static void Explain()
    {
        // begin: explain
        ImageNetwork network = ImageNetwork.Load("photos.zip");
        using var gradCam = new GradCam(network);                        // ClassActivationMapping does not need libtorch
        using var sheet = new HeatMapSheet(network);
        sheet.Add("new.jpg", gradCam.Explain("new.jpg"));
        File.WriteAllBytes("why.png", sheet.ToPng("What the model looked at"));
        // end
    }

    public static string Production()
    {
        // begin: production
        var production = new MLContext();
        ITransformer loaded = production.Model.Load("photos.zip", out _);
        using var engine = production.Model.CreatePredictionEngine<Photo, Answer>(loaded);
        Answer answer = engine.Predict(new Photo { ImagePath = "new.jpg" });
        Console.WriteLine($"{answer.PredictedLabel} {answer.Score.Max():P1}");
        // end
        return answer.PredictedLabel;
    }

    public static async Task Folder()
    {
        // begin: folder
        using var classifier = ImageClassifier.Load("photos.zip");       // thread-safe
        await foreach (ImagePrediction prediction in classifier.PredictAsync(Directory.EnumerateFiles("new-photos")))
        {
            Console.WriteLine(prediction.Error is null ? $"{prediction.Path}: {prediction.Label}" : $"{prediction.Path}: {prediction.Error.Reason}");
        }
        // end
    }

    public static async Task<IReadOnlyList<ImagePrediction>> Memory()
    {
        // begin: memory
        using var workers = new InferenceWorkers();                      // one thread per core, for all models of the application
        using var uploads = ImageClassifier.Load("photos.zip", new ImageClassifierOptions { Workers = workers });
        byte[] bytes = File.ReadAllBytes("new.jpg");                     // or from a request, a database, a camera
        ImagePrediction fromBytes = await uploads.PredictAsync(bytes);
        using Stream stream = File.OpenRead("new.jpg");                  // is read to its end, and stays open
        ImagePrediction fromStream = await uploads.PredictAsync(stream);
        foreach (ClassProbability entry in fromBytes.Top(3))
        {
            Console.WriteLine($"{entry.Label} {entry.Probability:P1}");
        }
        // end
        return [fromBytes, fromStream];
    }
}

// begin: types
public sealed class Photo
{
    public string ImagePath { get; set; } = "";
}

public sealed class Answer
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];                     // the slot names of this column are the class names
}
// end

// begin: image
public sealed class LoadedPhoto
{
    [ImageType(1, 1)]                                            // ML.NET requires a size; images of any size are accepted
    public MLImage Image { get; set; } = null!;
}
// end
