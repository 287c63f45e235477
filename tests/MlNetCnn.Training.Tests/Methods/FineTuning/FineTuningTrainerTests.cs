using Microsoft.Extensions.Logging;
using Microsoft.ML;
using TorchSharp;
using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class FineTuningTrainerTests
{
    private static readonly FineTuningOptions Small = new()
    {
        Unfreeze = LayerRange.All, Epochs = 3, BatchSize = 8, Augmentation = Augmentation.None, Precision = TrainingPrecision.Fp32, Threads = 2,
    };

    [Theory]
    [InlineData(OptimizerKind.AdamW, TrainingPrecision.Fp32)]
    [InlineData(OptimizerKind.Sgd, TrainingPrecision.Fp32)]
    [InlineData(OptimizerKind.AdamW, TrainingPrecision.Bf16)]
    public async Task OverfitTinySet_AllLayers_MemorizesItsImages(OptimizerKind optimizer, TrainingPrecision precision)
    {
        using var set = new ShapeSet(8, classCount: 4);
        var images = ImageDataset.FromFolder(set.Photos);
        var split = new DatasetSplits(images, images, images);
        var options = Small with
        {
            Optimizer = optimizer, Precision = precision, Epochs = 60, Patience = 60, LabelSmoothing = 0, WeightDecay = 0, BackboneLearningRateFactor = 1,
            LayerDecay = 1, LearningRate = optimizer == OptimizerKind.Sgd ? 0.05 : 0.005, FreezeBatchNorm = false,
        };
        var model = await new FineTuningTrainer(set.Backbone, options).TrainAsync(split, null, TestContext.Current.CancellationToken);
        Assert.Equal(1, model.TestReport!.Accuracy);
        Assert.True(model.BestEpoch > 0);
        Assert.True(model.History[^1].TrainingLoss < 0.1 * model.History[1].TrainingLoss);
    }

    [Fact]
    public async Task Train_LastStage_LeavesTheFrozenWeightsAsTheyWere()
    {
        using var set = new ShapeSet(12);
        var model = await Train(set, Small with { Unfreeze = LayerRange.LastStages(1), BackboneLearningRateFactor = 1 });
        Assert.True(model.BestEpoch > 0, "the training improved nothing");
        var before = set.Backbone.FeatureGraph;
        var changed = before.Proto.Initializer.Where(i => !i.ToFloats().SequenceEqual(model.Graph.Initializer(i.Name)!.ToFloats())).ToList();
        Assert.Equal([32L, 16, 3, 3], Assert.Single(changed, i => i.Dims.Count == 4).Dims);
        Assert.Equal(2, changed.Count(i => i.Dims.Count == 1));
        Assert.True(model.TrainableParameters < model.TotalParameters);
        Assert.Equal("finetune", model.Card.Method);
    }

    [Fact]
    public async Task Train_FrozenLayersRunOnceOrEveryTime_LearnsTheSame()
    {
        using var set = new ShapeSet(12);
        var options = Small with { Unfreeze = LayerRange.LastStages(1), Augmentation = Augmentation.Parse("flip"), CachedAugmentations = 10 };
        var memory = await Train(set, options);
        var disk = await Train(set, options with { DataCaching = DataCaching.Disk });
        Assert.Equal(memory.History.Select(Measured), disk.History.Select(Measured));

        // If they are sampled again in every epoch, the augmentations differ; without augmentation only the order of additions differs.
        var once = await Train(set, options with { Augmentation = Augmentation.None });
        var always = await Train(set, options with { Augmentation = Augmentation.None, Mixing = new BatchMixingOptions { MixupAlpha = 0.2, Probability = 1e-9 } });
        foreach (var (left, right) in once.History.Zip(always.History).Skip(1))
        {
            Assert.Equal(left.TrainingLoss, right.TrainingLoss, 1e-3);
        }
    }

    [Fact]
    public async Task Train_Twice_GivesTheSameBits()
    {
        using var set = new ShapeSet(12);
        var options = Small with { Augmentation = Augmentation.Standard, Dropout = 0.3, Mixing = new BatchMixingOptions { MixupAlpha = 0.2, CutMixAlpha = 1 } };
        var (first, second) = (await Train(set, options), await Train(set, options));
        Assert.Equal(first.History.Select(Measured), second.History.Select(Measured));
        Assert.Equal(first.Graph.ToBytes(), second.Graph.ToBytes());
        var other = await Train(set, options with { Seed = 2 });
        Assert.NotEqual(first.History[1].TrainingLoss, other.History[1].TrainingLoss);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Resume_AfterCancellation_EndsAsAnUninterruptedRun(int epoch)
    {
        using var set = new ShapeSet(12);
        var options = Small with
        {
            Epochs = 4, Unfreeze = LayerRange.LastStages(2), Augmentation = Augmentation.Standard, Dropout = 0.2, EmaDecay = 0.9,
            Schedule = ScheduleKind.OneCycle, GradientAccumulationSteps = 2, CheckpointPath = set.Output("state"),
        };
        var whole = await Train(set, options);
        File.Delete(options.CheckpointPath);
        using var stop = new CancellationTokenSource();
        var progress = new Immediate(p =>
        {
            if (p.Stage.StartsWith($"epoch {epoch + 1} ", StringComparison.Ordinal) && p.Done > 0)
            {
                stop.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new FineTuningTrainer(set.Backbone, options).TrainAsync(set.Split(), progress, stop.Token));
        Assert.True(File.Exists(options.CheckpointPath));

        var resumed = await Train(set, options with { Resume = true });
        Assert.Equal(whole.History.Select(Measured), resumed.History.Select(Measured));
        Assert.Equal(whole.BestEpoch, resumed.BestEpoch);
        Assert.Equal(whole.Graph.ToBytes(), resumed.Graph.ToBytes());
    }

    [Fact]
    public async Task Resume_OtherOptionsOrImages_IsRefusedAndReportsTheChange()
    {
        using var set = new ShapeSet(12);
        var options = Small with { CheckpointPath = set.Output("state") };
        await Train(set, options);
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => Train(set, options with { Resume = true, LabelSmoothing = 0.2, Epochs = 7 }));
        Assert.Equal(("RESUME_CHANGED", ErrorKind.Usage), (exception.Code, exception.Kind));
        Assert.Contains("epochs 3", exception.Message);
        Assert.Contains("label-smoothing 0.2", exception.Message);
        Assert.DoesNotContain("seed", exception.Message);

        File.Delete(Directory.GetFiles(set.Photos, "*.png", SearchOption.AllDirectories)[0]);
        exception = await Assert.ThrowsAsync<MlNetCnnException>(() => Train(set, options with { Resume = true }));
        Assert.Contains("images", exception.Message);
    }

    [Fact]
    public async Task Resume_BrokenCheckpoint_IsRefused()
    {
        using var set = new ShapeSet(12);
        var options = Small with { CheckpointPath = set.Output("state") };
        await Train(set, options);
        var bytes = File.ReadAllBytes(options.CheckpointPath);
        File.WriteAllBytes(options.CheckpointPath, bytes[..(bytes.Length / 2)]);
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => Train(set, options with { Resume = true }));
        Assert.Equal("CHECKPOINT_BROKEN", exception.Code);
    }

    [Fact]
    public async Task Train_NonFiniteLoss_EndsWithTheBestWeightsAndNamesTheBatch()
    {
        using var set = new ShapeSet(12);
        var options = Small with { Optimizer = OptimizerKind.Sgd, LearningRate = 10, BackboneLearningRateFactor = 1, LayerDecay = 1, WarmupFraction = 0, Epochs = 30, Patience = 30, Momentum = 0.99, LabelSmoothing = 0.5 };
        var model = await Train(set, options);
        var warning = Assert.Single(model.Warnings, w => w.Contains("the loss became"));
        Assert.Matches("in epoch [0-9]+ at batch [0-9]+ \\('.*png'", warning);
        Assert.True(model.History.Count <= options.Epochs);
        var probe = model.History[0].ValidationAccuracy;
        Assert.True(model.History[model.BestEpoch].ValidationAccuracy >= probe);
        Assert.All(model.Graph.Initializer("head.weight")!.ToFloats(), weight => Assert.True(float.IsFinite(weight)));
    }

    [Fact]
    public async Task Train_NothingGained_KeepsTheHeadOnFrozenFeatures()
    {
        using var set = new ShapeSet(12);
        var model = await Train(set, Small with { LearningRate = 1e-9 });
        if (model.BestEpoch == 0)
        {
            Assert.Contains(model.Warnings, w => w.Contains("is kept"));
        }

        Assert.True(model.History[model.BestEpoch].ValidationAccuracy >= model.History[0].ValidationAccuracy);
    }

    [Fact]
    public async Task Train_AutoWithTooFewValidationImages_FitsTheHeadAloneAndExplainsWhy()
    {
        using var set = new ShapeSet(40);
        var log = new ListLogger();
        var split = set.Split(validation: 0.05);
        var options = Small with { Unfreeze = LayerRange.Auto, Epochs = 1, Logger = log };
        var model = await new FineTuningTrainer(set.Backbone, options).TrainAsync(split, null, TestContext.Current.CancellationToken);
        Assert.Matches(@"^Training only the head, .* classify [0-9.]+ % of held-out images correctly, and [1-4] validation images are too few", log.Lines[0]);
        Assert.Empty(model.History);
        Assert.Equal(2 * (32 + 1), model.TrainableParameters);

        var told = await new FineTuningTrainer(set.Backbone, options with { Unfreeze = LayerRange.LastStages(2) }).TrainAsync(split, null, TestContext.Current.CancellationToken);
        Assert.Equal(2, told.History.Count);
    }

    [Fact]
    public async Task Train_StagesOfANetworkWhoseMapsNeverHalve_ReportsThatEveryLayerIsTrained()
    {
        using var set = new ShapeSet(12);
        File.WriteAllBytes(set.Output("one.onnx"), new NetBuilder(ShapeSet.Size).ConvNorm(8, 3).Relu().ConvNorm(8, 3).Relu().Classify().ToBytes());
        var log = new ListLogger();
        var options = Small with { Unfreeze = LayerRange.LastStages(2), Epochs = 1, Logger = log };
        var model = await new FineTuningTrainer(Backbone.FromFile(set.Output("one.onnx"), Preprocessing.Inception), options)
            .TrainAsync(set.Split(), null, TestContext.Current.CancellationToken);
        Assert.Equal(2, model.History.Count);
        var warning = Assert.Single(log.Lines, line => line.Contains("None of the network's stages can be trained without those before them, so every layer is trained", StringComparison.Ordinal));

        Assert.Equal([warning], log.Warnings);
        log.Lines.Clear();
        await new FineTuningTrainer(set.Backbone, options).TrainAsync(set.Split(), null, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(log.Lines, line => line.Contains("every layer is trained", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Train_WithDropout_ExportsANetworkWithout()
    {
        using var set = new ShapeSet(12);
        var model = await Train(set, Small with { Dropout = 0.5, BackboneLearningRateFactor = 1 });
        Assert.DoesNotContain(model.Graph.Proto.Node, node => node.OpType == "Dropout");
    }

    [Fact]
    public async Task Train_EveryChoice_Runs()
    {
        using var set = new ShapeSet(12);
        foreach (var schedule in Enum.GetValues<ScheduleKind>())
        {
            await Train(set, Small with { Schedule = schedule, Epochs = 2, MonitoredMetric = MonitoredMetric.Loss, ClassBalancing = ClassBalancing.Weights, GradientClipNorm = 1 });
        }

        var model = await Train(set, Small with { Optimizer = OptimizerKind.Adam, ClassBalancing = ClassBalancing.Sampling, MonitoredMetric = MonitoredMetric.MacroF1, BatchSize = 500 });
        Assert.Equal(4, model.History.Count);
        Assert.Equal(3, (await Train(set, Small with { BatchSize = 1, Epochs = 2 })).History.Count);
    }

    [Theory]
    [InlineData("Epochs")]
    [InlineData("BatchSize")]
    [InlineData("LearningRate")]
    [InlineData("Dropout")]
    public async Task Train_OutOfRange_IsRefusedBeforeAnyWork(string setting)
    {
        using var set = new ShapeSet(4);
        var options = setting switch
        {
            "Epochs" => Small with { Epochs = 0 },
            "BatchSize" => Small with { BatchSize = 1, FreezeBatchNorm = false },
            "LearningRate" => Small with { LearningRate = 1000 },
            _ => Small with { Dropout = 1 },
        };
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => Train(set, options));
        Assert.Equal(("OPTION_OUT_OF_RANGE", ErrorKind.Usage), (exception.Code, exception.Kind));
        Assert.Contains(setting, exception.Message);
    }

    [Fact]
    public async Task Train_Standardization_IsRefusedNotIgnored()
    {
        using var set = new ShapeSet(4);
        var rescaled = new Augmentation { Standardization = new PixelStandardization { Rescale = 0.5 } };
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => Train(set, Small with { Augmentation = rescaled }));
        Assert.Equal(("TRAIN_STANDARDIZATION", ErrorKind.Usage), (exception.Code, exception.Kind));
    }

    [Fact]
    public async Task Train_OnAbsentGraphicsCard_IsRefused()
    {
        Assert.SkipWhen(torch.cuda.is_available(), "there is one");
        using var set = new ShapeSet(4);
        var exception = await Assert.ThrowsAsync<MlNetCnnException>(() => Train(set, Small with { Device = TrainingDevice.Cuda }));
        Assert.Equal(("ENV_NO_CUDA", ErrorKind.Environment), (exception.Code, exception.Kind));
    }

    [Fact]
    public async Task Train_EpochAfterEpoch_KeepsTheNumberOfTensors()
    {
        using var set = new ShapeSet(12);
        var alive = new List<long>();
        var progress = new Immediate(p =>
        {
            // Reported on the training thread, during the last batch of each epoch.
            if (p.Stage.StartsWith("epoch", StringComparison.Ordinal) && p.Done == p.Total)
            {
                alive.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            }
        });
        var options = Small with { Epochs = 6, Patience = 10, GradientClipNorm = 1, EmaDecay = 0.9, Dropout = 0.1 };
        var model = await new FineTuningTrainer(set.Backbone, options).TrainAsync(set.Split(), progress, TestContext.Current.CancellationToken);
        Assert.True(alive[0] > 10);
        Assert.All(alive.Skip(1), count => Assert.Equal(alive[1], count));
        Assert.Equal(7, model.History.Count);
    }

    [Fact]
    public async Task Save_FineTuned_ScoresInPlainMlNetAsMeasured()
    {
        using var set = new ShapeSet(12);
        var model = await Train(set, Small with { Unfreeze = LayerRange.LastStages(1), BackboneLearningRateFactor = 1 });
        var zip = set.Output("model.zip");
        model.Save(zip);
        var ml = new MLContext();
        var mlNet = ml.Model.Load(zip, out _);
        var paths = set.Split().Test.Select(i => i.Path).ToList();
        var scored = mlNet.Transform(ml.Data.LoadFromEnumerable(paths.Select(p => new PathRow { ImagePath = p })));
        var labels = ml.Data.CreateEnumerable<LabelRow>(scored, false).Select(r => r.PredictedLabel).ToList();
        using var ours = ImageClassifier.Load(zip);
        Assert.Equal(paths.Select(p => ours.Predict(p).Label), labels);
    }

    private static (int Epoch, double Training, double Loss, double Accuracy) Measured(EpochRecord record) =>
        (record.Epoch, record.TrainingLoss, record.ValidationLoss, record.ValidationAccuracy);

    private static Task<TrainedClassifier> Train(ShapeSet set, FineTuningOptions options) =>
        new FineTuningTrainer(set.Backbone, options).TrainAsync(set.Split(), null, TestContext.Current.CancellationToken);

    private sealed class Immediate(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Lines.Add(formatter(state, exception));
            if (logLevel == LogLevel.Warning)
            {
                Warnings.Add(Lines[^1]);
            }
        }
    }

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class LabelRow
    {
        public string PredictedLabel { get; set; } = "";
    }
}
