using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetCnn.Training;
using MlNetCnn.Training.Layers;
using MlNetCnn.Training.Networks;

namespace MlNetCnn.Solution.Tests;

/// <summary>The README's C#, compiled. The test beside it sees to it that both are the same.</summary>
internal static class ReadmeCode
{
    public static async Task<TrainedClassifier> Train()
    {
        // begin: train
        var images = ImageDataset.FromFolder("photos");                  // or FromTable("photos.csv", "filename", "label"), FromDataView(frame, ...)
        var split = images.Split(test: 0.2, seed: 1);                    // stratified; never loses a class

        var trainer = new FeatureTrainer(Backbone.Default);              // or Backbone.FromFile("mine.onnx", Preprocessing.ImageNet)
        TrainedClassifier trained = await trainer.TrainAsync(split);
        Console.WriteLine($"test accuracy {trained.TestReport!.Accuracy:P1}, {trained.Errors.Count} images left out");

        trained.Save("photos.zip");                                      // stock ML.NET; written beside, verified, renamed
        trained.SaveOnnx("photos.onnx");                                 // image [N, 3, H, W] in, logits and Score out
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
        TrainedClassifier tuned = await tuner.TrainAsync(split);         // also with IProgress and CancellationToken
        tuned.Save("tuned.zip");                                         // libtorch is not needed to load it
        // end
        return tuned;
    }

    public static async Task<TrainedClassifier> Scratch()
    {
        var split = ImageDataset.FromFolder("photos").Split(test: 0.2, seed: 1);
        // begin: scratch
        var options = new CnnTrainingOptions { InputSize = 64, Epochs = 30 };
        var cnn = new CnnTrainer(Layers, options);
        TrainedClassifier scratch = await cnn.TrainAsync(split);
        scratch.Save("scratch.zip");

        static CnnBuilder Layers(CnnBuilder net) => net
            .Conv2D(32, kernel: 3).BatchNorm().ReLU().MaxPool(2)         // 32 filters of 3x3; the feature map is halved
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
            .Append(trainers.LbfgsMaximumEntropy());                     // any ML.NET trainer; each photo runs through the network once
        var fineTuning = trainers.ImageFineTuning(Backbone.Default, new FineTuningOptions { Epochs = 10 });
        var fromScratch = trainers.ImageCnn(CnnNetworks.Get("simple-cnn"), new CnnTrainingOptions { Epochs = 30 });

        var model = features.Fit(keys.Transform(train));                 // or with fineTuning, fromScratch
        var metrics = ml.MulticlassClassification.Evaluate(model.Transform(keys.Transform(test)));
        var names = ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(model.Transform(keys.Transform(train)));
        ml.Model.Save(model.Append(names), train.Schema, "pipeline.zip");           // stock transformers; asks for ImagePath alone
        // end
        return metrics.MicroAccuracy;
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
        using var classifier = ImageClassifier.Load("photos.zip");       // safe for use by many threads
        await foreach (ImagePrediction prediction in classifier.PredictAsync(Directory.EnumerateFiles("new-photos")))
        {
            Console.WriteLine(prediction.Error is null ? $"{prediction.Path}: {prediction.Label}" : $"{prediction.Path}: {prediction.Error.Reason}");
        }
        // end
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

    public float[] Score { get; set; } = [];                     // its slot names are the class names
}
// end

// begin: image
public sealed class LoadedPhoto
{
    [ImageType(1, 1)]                                            // ML.NET asks for a size; images of any size are taken
    public MLImage Image { get; set; } = null!;
}
// end
