using TorchSharp;
using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class CnnTrainerTests
{
    private static readonly CnnTrainingOptions Small = new()
    {
        InputSize = ShapeSet.Size, Epochs = 3, BatchSize = 8, Augmentation = Augmentation.None, Precision = TrainingPrecision.Fp32, Threads = 2,
    };

    [Theory]
    [InlineData(TrainingPrecision.Fp32, false)]
    [InlineData(TrainingPrecision.Bf16, false)]
    [InlineData(TrainingPrecision.Fp32, true)]
    public async Task OverfitTinySet_OwnLayers_MemorizesItsImages(TrainingPrecision precision, bool grayscale)
    {
        using var set = new ShapeSet(8, classCount: 4);
        var images = ImageDataset.FromFolder(set.Photos);
        var options = Small with
        {
            Epochs = 40, Patience = 40, LabelSmoothing = 0, WeightDecay = 0, Precision = precision, Grayscale = grayscale,
            Optimizer = OptimizerKind.AdamW, LearningRate = 0.01,
        };
        var model = await new CnnTrainer(Layers, options).TrainAsync(new DatasetSplits(images, images, images), null, TestContext.Current.CancellationToken);
        Assert.Equal(1, model.TestReport!.Accuracy);
        Assert.True(model.History[^1].TrainingLoss < 0.2 * model.History[1].TrainingLoss);
    }

    [Fact]
    public async Task Train_FunctionThatReturnsNull_IsRefused()
    {
        using var set = new ShapeSet(4);
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(
            () => new CnnTrainer(_ => null!, Small).TrainAsync(set.Split(), null, TestContext.Current.CancellationToken));
        Assert.Equal("LAYER_NO_NETWORK", exception.Code);
    }

    [Fact]
    public async Task Train_Network_SavesAPackageThatScoresAsMeasured()
    {
        using var set = new ShapeSet(12, classCount: 3);
        var split = set.Split();
        var model = await Train(set, Small with { Augmentation = Augmentation.Parse("flip,shift=0.1") });
        Assert.Equal(("scratch", "cnn", null), (model.Card.Method, model.Card.Network, model.Card.Backbone));
        Assert.Equal(model.TotalParameters, model.TrainableParameters);
        Assert.Equal([0, 1, 2, 3], model.History.Select(record => record.Epoch));
        model.Save(set.Output("m.zip"));
        using var classifier = ImageClassifier.Load(set.Output("m.zip"));
        Assert.Equal("cnn", classifier.Card.Network);
        Assert.Equal(model.TestReport!.Accuracy, split.Test.Average(image => classifier.Predict(image.Path).Label == image.Label ? 1.0 : 0), 1e-9);
    }

    [Fact]
    public async Task Train_Twice_GivesTheSameBits()
    {
        using var set = new ShapeSet(12);
        var options = Small with { Augmentation = Augmentation.Standard, Mixing = new BatchMixingOptions { MixupAlpha = 0.2, CutMixAlpha = 1 } };
        var (first, second) = (await Train(set, options), await Train(set, options));
        Assert.Equal(first.Graph.ToBytes(), second.Graph.ToBytes());
        var other = await Train(set, options with { Seed = 2 });
        Assert.NotEqual(first.History[1].TrainingLoss, other.History[1].TrainingLoss);
    }

    [Fact]
    public async Task Train_StandardizesPixelsInsideTheGraph()
    {
        using var set = new ShapeSet(12);
        var split = set.Split();
        var model = await Train(set, Small with { Epochs = 1 });

        // A slow, simple reference: every pixel of every training image.
        var pixels = split.Train.Select(image => Pixels(image.Path)).ToList();
        const int Plane = ShapeSet.Size * ShapeSet.Size;
        var expected = Enumerable.Range(0, 3).Select(c =>
        {
            var values = pixels.SelectMany(p => p.Skip(c * Plane).Take(Plane)).Select(v => (double)v).ToList();
            var mean = values.Average();
            return (Mean: mean, Std: Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
        }).ToList();
        var read = Preprocessing.Parse(model.Card.Preprocessing);
        Assert.All(Enumerable.Range(0, 3), c => Assert.Equal(expected[c].Mean, read.Mean[c], 1e-2));
        Assert.All(Enumerable.Range(0, 3), c => Assert.Equal(expected[c].Std, read.Std[c], 1e-2));
        var constants = model.Graph.Proto.Initializer.Where(i => i.Name.StartsWith("image.", StringComparison.Ordinal)).Select(i => i.ToFloats()).ToList();
        Assert.Contains(constants, values => values.Length == 3 && Math.Abs(values[0] - expected[0].Mean) < 1e-2);

        var rescaled = await Train(set, Small with { Epochs = 1, Standardization = new PixelStandardization { Rescale = 1 / 255.0 } });
        Assert.Equal(Preprocessing.Rescale.Std[0], Preprocessing.Parse(rescaled.Card.Preprocessing).Std[0], 1e-3);
        Assert.Equal(0, Preprocessing.Parse(rescaled.Card.Preprocessing).Mean[1]);
    }

    [Fact]
    public async Task Train_SamplewiseThenFeaturewiseStandardization_UsesTheMomentsOfStandardizedImages()
    {
        using var set = new ShapeSet(12);
        var model = await Train(set, Small with
        {
            Epochs = 1,
            Standardization = new PixelStandardization { SamplewiseCenter = true, SamplewiseStd = true, FeaturewiseCenter = true, FeaturewiseStd = true },
        });
        var mean = model.Graph.Proto.Initializer.Single(i => i.Name.StartsWith("image.set_mean", StringComparison.Ordinal)).ToFloats();
        Assert.All(mean, value => Assert.InRange(value, -1f, 1f));
        Assert.Equal(0, mean.Sum(), 1e-2f);
    }

    [Fact]
    public async Task Train_Interrupted_ResumesToTheSameWeights()
    {
        using var set = new ShapeSet(12);
        var options = Small with { Epochs = 4, CheckpointPath = set.Output("state"), Augmentation = Augmentation.Standard };
        var whole = await Train(set, options with { CheckpointPath = null });
        using var stop = new CancellationTokenSource();
        var progress = new Relay(report =>
        {
            if (report.Stage.StartsWith("epoch 3", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new CnnTrainer(Layers, options).TrainAsync(set.Split(), progress, stop.Token));
        var resumed = await Train(set, options with { Resume = true });
        Assert.Equal(whole.Graph.ToBytes(), resumed.Graph.ToBytes());

        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => Train(set, options with { Resume = true, InputSize = 16 }));
        Assert.Equal("RESUME_CHANGED", exception.Code);
        Assert.Contains("input-size", exception.Message);
    }

    [Fact]
    public async Task Resume_AnotherTraining_IsRefusedByName()
    {
        using var set = new ShapeSet(12);
        PixelFunction clear = (pixels, _, _, _) => pixels.Clear();
        PixelFunction keep = (_, _, _, _) => { };
        var options = Small with
        {
            Epochs = 4, CheckpointPath = set.Output("state"), Patience = 4, Augmentation = new Augmentation { Function = keep },
            OnEpochEnd = _ => throw new InvalidOperationException("enough"),
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => Train(set, options));
        options = options with { OnEpochEnd = null, Resume = true };
        await Refused("patience", options with { Patience = 3 });
        await Refused("decoder", options with { Decoder = new ImageDecoderOptions { Background = 0x123456 } });
        await Refused("augmentation function", options with { Augmentation = new Augmentation { Function = clear } });
        await Refused("network", options, net => net.Conv2D(16).BatchNorm().Tanh().MaxPool(2).Conv2D(32).BatchNorm().ReLU().GlobalAveragePool().Dense(net.ClassCount));

        string[] files = [.. new[] { "turn0", "turn1" }.Select(label => Directory.GetFiles(Path.Combine(set.Photos, label)).Order(StringComparer.Ordinal).First())];
        byte[][] contents = [.. files.Select(File.ReadAllBytes)];
        Write(contents[1], contents[0]);
        await Refused("content of images", options);
        Write(contents[0], contents[1]);
        Assert.Equal(4, (await Train(set, options)).History[^1].Epoch);

        void Write(byte[] first, byte[] second)
        {
            File.WriteAllBytes(files[0], first);
            File.WriteAllBytes(files[1], second);
        }

        async Task Refused(string name, CnnTrainingOptions other, Func<CnnBuilder, CnnBuilder>? network = null)
        {
            var exception = await Assert.ThrowsAsync<MlNetCnnException>(
                () => new CnnTrainer(network ?? Layers, other).TrainAsync(set.Split(), null, TestContext.Current.CancellationToken));
            Assert.Equal("RESUME_CHANGED", exception.Code);
            Assert.StartsWith($"{name} ", exception.Expected, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Resume_WithDifferentArithmetic_IsReported()
    {
        using var set = new ShapeSet(12);
        var options = Small with { CheckpointPath = set.Output("state"), OnEpochEnd = _ => throw new InvalidOperationException("enough") };
        await Assert.ThrowsAsync<InvalidOperationException>(() => Train(set, options));
        var resumed = await Train(set, options with { OnEpochEnd = null, Resume = true, Threads = 1 });
        Assert.Equal("1", resumed.Arithmetic["threads"]);
        Assert.Contains(resumed.Warnings, warning => warning.Contains("threads 1 instead of 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OnEpochEnd_StopsSetsTheNextRateAndSurvivesAnInterruption()
    {
        using var set = new ShapeSet(12);
        var options = Small with { Epochs = 5, Schedule = ScheduleKind.Constant, LearningRate = 0.01 };
        var whole = await Train(set, options with { OnEpochEnd = Step });
        Assert.Equal([0.01, 0.002, 0.01], whole.History.Skip(1).Select(record => record.LearningRate), (a, b) => Math.Abs(a - b) < 1e-9);

        // Interrupted directly after the rate was set.
        var kept = options with { CheckpointPath = set.Output("state") };
        await Assert.ThrowsAsync<InvalidOperationException>(() => Train(set, kept with
        {
            OnEpochEnd = end =>
            {
                Step(end);
                throw new InvalidOperationException("enough");
            },
        }));
        var resumed = await Train(set, kept with { OnEpochEnd = Step, Resume = true });
        Assert.Equal(whole.History.Select(record => record.LearningRate), resumed.History.Select(record => record.LearningRate));
        Assert.Equal(whole.Graph.ToBytes(), resumed.Graph.ToBytes());

        static void Step(EpochEnd end)
        {
            Assert.Equal((0.01, 5), (end.LearningRate, end.Epochs));
            if (end.Record.Epoch == 1)
            {
                end.LearningRate = 0.002;
            }

            end.Stop = end.Record.Epoch == 3;
        }
    }

    [Fact]
    public async Task Train_Progress_ReportsEachEpochAndTheRemainingTime()
    {
        using var set = new ShapeSet(12);
        var reports = new List<TrainingProgress>();
        var model = await new CnnTrainer(Layers, Small).TrainAsync(set.Split(), new Relay(reports.Add), TestContext.Current.CancellationToken);
        var epochs = reports.Where(report => report.Epoch is not null).ToList();
        Assert.Equal(model.History, epochs.Select(report => report.Epoch!));
        Assert.Equal(model.BestEpoch, epochs[^1].BestEpoch!.Epoch);
        Assert.Equal((3L, 3L, TimeSpan.Zero), (epochs[^1].Done, epochs[^1].Total!.Value, epochs[^1].Remaining!.Value));
        Assert.Contains("loss", epochs[^1].ToString(), StringComparison.Ordinal);

        // From the first batch on, and at the end of the first epoch for two more epochs.
        Assert.True(reports.First(report => report.Stage == "epoch 1 of 3").Remaining > TimeSpan.Zero);
        Assert.Equal(2 * model.History[1].Seconds, epochs[1].Remaining!.Value.TotalSeconds, 1e-3);
    }

    [Fact]
    public async Task Train_OneImagePerBatch_RequiresANetworkWithoutBatchNormalization()
    {
        using var set = new ShapeSet(8);
        var options = Small with { BatchSize = 1, Epochs = 1 };
        var model = await new CnnTrainer(net => net.Conv2D(4).ReLU().GlobalAveragePool().Dense(net.ClassCount), options)
            .TrainAsync(set.Split(), null, TestContext.Current.CancellationToken);
        Assert.Equal(1, model.History[^1].Epoch);
        Assert.Equal("OPTION_OUT_OF_RANGE", (await Assert.ThrowsAsync<MlNetCnnException>(() => Train(set, options))).Code);
    }

    [Fact]
    public async Task Train_FarTooHighRate_WarnsThatItDiverged()
    {
        using var set = new ShapeSet(12);
        var options = Small with { LearningRate = 1, Optimizer = OptimizerKind.Sgd, Schedule = ScheduleKind.Constant };
        var model = await new CnnTrainer(net => net.Flatten().Dense(16).Dense(net.ClassCount), options)
            .TrainAsync(set.Split(), null, TestContext.Current.CancellationToken);

        // A NaN loss has a separate warning.
        Assert.Equal(3, model.History.Count(record => double.IsFinite(record.TrainingLoss)));
        Assert.Contains(model.Warnings, warning => warning.Contains("diverged", StringComparison.Ordinal));
        Assert.DoesNotContain((await Train(set, Small)).Warnings, warning => warning.Contains("diverged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Train_DropoutAndDepth_AreRemovedFromTheFinishedGraph()
    {
        using var set = new ShapeSet(12);
        var model = await new CnnTrainer(
            net => net.Conv2D(8).BatchNorm().ReLU().GlobalAveragePool().Dropout(0.5).Dense(net.ClassCount), Small)
            .TrainAsync(set.Split(), null, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(model.Graph.Proto.Node, node => node.OpType == "Dropout");
    }

    [Fact]
    public async Task Train_BatchToBatch_LeaksNoTensor()
    {
        using var set = new ShapeSet(16);
        var alive = new List<long>();
        var progress = new Relay(report =>
        {
            if (report.Stage.StartsWith("epoch", StringComparison.Ordinal))
            {
                alive.Add(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
            }
        });
        await new CnnTrainer(Layers, Small).TrainAsync(set.Split(), progress, TestContext.Current.CancellationToken);
        Assert.True(alive.Count >= 6);
        Assert.Single(alive.Skip(3).Distinct());
    }

    [Theory]
    [InlineData(0, 32, 8)]
    [InlineData(3, 4, 8)]
    [InlineData(3, 32, 1)]
    public async Task Train_OutOfRange_IsRefusedBeforeAnyImageIsRead(int epochs, int size, int batch)
    {
        using var set = new ShapeSet(2);
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => Train(set, Small with { Epochs = epochs, InputSize = size, BatchSize = batch }));
        Assert.Equal("OPTION_OUT_OF_RANGE", exception.Code);
    }

    [Fact]
    public async Task Train_NetworkWithoutHead_IsRefused()
    {
        using var set = new ShapeSet(4);
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() =>
            new CnnTrainer(net => net.Conv2D(8).ReLU(), Small).TrainAsync(set.Split(), null, TestContext.Current.CancellationToken));
        Assert.Equal("NETWORK_NO_HEAD", exception.Code);
    }

    private static CnnBuilder Layers(CnnBuilder net) =>
        net.Conv2D(16).BatchNorm().ReLU().MaxPool(2).Conv2D(32).BatchNorm().ReLU().GlobalAveragePool().Dense(net.ClassCount);

    private static Task<TrainedClassifier> Train(ShapeSet set, CnnTrainingOptions options) =>
        new CnnTrainer(Layers, options).TrainAsync(set.Split(), null, TestContext.Current.CancellationToken);

    private static float[] Pixels(string path)
    {
        var pixels = new float[3 * ShapeSet.Size * ShapeSet.Size];
        using var decoder = new ImageDecoder(new ImageInput(ShapeSet.Size, ShapeSet.Size, ResizeMode.Crop, ResizeFactor.Min), ImageDecoderOptions.Default);
        Assert.Null(decoder.Decode(path, pixels));
        return pixels;
    }

    private sealed class Relay(Action<TrainingProgress> told) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => told(value);
    }
}
