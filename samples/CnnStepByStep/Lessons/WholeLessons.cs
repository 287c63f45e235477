namespace CnnStepByStep;

/// <summary>The tutorial's code on whole networks. Images are in <c>photos</c>, one folder per class, and another image is <c>new.jpg</c>.</summary>
internal static class WholeLessons
{
    /// <summary>Trains on a folder of images and classifies a new one.</summary>
    public static async Task Classify()
    {
        // begin: classify
        var split = ImageDataset.FromFolder("photos").Split(test: 0.2, seed: 1);      // a folder for each class
        TrainedClassifier trained = await new FeatureTrainer(Backbone.Default).TrainAsync(split);
        trained.Save("photos.zip");

        using var classifier = ImageClassifier.Load("photos.zip");
        ImagePrediction seen = classifier.Predict("new.jpg");
        Console.WriteLine($"{seen.Label} {seen.Probability:P0}");
        // end
    }

    /// <summary>Prints the parameters of the networks of the contest.</summary>
    public static void History()
    {
        // begin: history
        foreach (var name in new[] { "alexnet", "vgg16", "googlenet", "resnet50", "senet154" })
        {
            CnnNetwork network = CnnNetworks.Get(name);
            var net = network.Build(new CnnBuilder(classCount: 1000, network.InputSize, network.InputSize));
            Console.WriteLine($"{name}: {NetworkSummary.Of(net).Parameters} parameters");
        }
        // end
    }

    /// <summary>Calls the builder for the contribution of each network.</summary>
    public static CnnBuilder Blocks()
    {
        var net = new CnnBuilder(classCount: 5, width: 64, height: 64);
        // begin: blocks
        net.Conv2D(64, kernel: 7, stride: 2).ReLU().MaxPool(2);                                 // AlexNet: ReLU, large filters first
        net.Conv2D(64).ReLU().Conv2D(64).ReLU().MaxPool(2);                                     // VGG: 3x3 filters, many layers
        net.Branches(b => b.Conv2D(32, kernel: 1), b => b.Conv2D(32), b => b.Conv2D(32, kernel: 5));    // GoogLeNet: side by side
        net.Residual(b => b.Conv2D(96).BatchNorm().ReLU().Conv2D(96).BatchNorm()).ReLU();       // ResNet: the input is added again
        net.SqueezeExcite(ratio: 16);                                                           // SENet: each channel gets a weight
        // end
        return net;
    }

    /// <summary>Trains a CNN built from layers.</summary>
    public static async Task Train()
    {
        var split = ImageDataset.FromFolder("photos").Split(test: 0.2, seed: 1);
        // begin: network
        var trainer = new CnnTrainer(Layers, new CnnTrainingOptions { InputSize = 64, Epochs = 30 });
        TrainedClassifier trained = await trainer.TrainAsync(split);
        foreach (EpochRecord epoch in trained.History)
        {
            Console.WriteLine($"epoch {epoch.Epoch}: loss {epoch.TrainingLoss:F3}, validation accuracy {epoch.ValidationAccuracy:P0}");
        }

        trained.Save("scratch.zip");

        static CnnBuilder Layers(CnnBuilder net) => net
            .Conv2D(32, kernel: 3).BatchNorm().ReLU().MaxPool(2)             // extract, activate, summarize
            .Conv2D(64, kernel: 3).BatchNorm().ReLU().MaxPool(2)             // once more, from what the first block found
            .GlobalAveragePool().Dense(net.ClassCount);                      // decide
        // end
    }

    /// <summary>Reads the feature maps of early, middle and late layers for an image.</summary>
    public static void LookInside()
    {
        // begin: feature-maps
        ImageNetwork network = ImageNetwork.Load("photos.zip");
        using var maps = new FeatureMaps(network);                           // an early, a middle and a late layer
        foreach (FeatureMapGrid layer in maps.Read("new.jpg"))
        {
            Console.WriteLine($"{layer.Tensor}: {layer.Channels} channels of {layer.Height}x{layer.Width}");
        }
        // end
    }

    /// <summary>Fine-tunes the last stage.</summary>
    public static async Task FineTune()
    {
        var split = ImageDataset.FromFolder("photos").Split(test: 0.2, seed: 1);
        // begin: fine-tuning
        var options = new FineTuningOptions { Unfreeze = LayerRange.LastStages(1), Epochs = 5 };
        TrainedClassifier tuned = await new FineTuningTrainer(Backbone.Default, options).TrainAsync(split);
        Console.WriteLine($"{tuned.TrainableParameters} of {tuned.TotalParameters} parameters were trained");
        tuned.Save("tuned.zip");
        // end
    }

    /// <summary>Compares the three methods.</summary>
    public static async Task Compare()
    {
        // begin: compare
        var comparison = new MethodComparison(
        [
            TrainingCandidate.Features(Backbone.Default),
            TrainingCandidate.FineTuning(Backbone.Default, new FineTuningOptions { Epochs = 5 }),
            TrainingCandidate.FromScratch(CnnNetworks.Get("simple-cnn"), new CnnTrainingOptions { Epochs = 30 }),
        ]);
        foreach (ComparedRun run in await comparison.RunAsync(ImageDataset.FromFolder("photos")))
        {
            Console.WriteLine($"{run.Candidate}: accuracy {run.Accuracy:P0}, {run.TrainableParameters} parameters trained");
        }
        // end
    }
}
