using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>One training, from the features of the frozen network to the classifier.</summary>
/// <param name="backbone">The network.</param>
/// <param name="options">How to train.</param>
/// <param name="split">The images.</param>
/// <param name="features">What the frozen network sees in them.</param>
/// <param name="device">Where to compute.</param>
/// <param name="clock">Runs since the work began.</param>
internal sealed class FineTuningRun(
    Backbone backbone, FineTuningOptions options, DatasetSplits split, LabeledFeatures features, Device device, Stopwatch clock)
{
    private readonly int _threads = MachineResources.Threads(options.Threads);
    private readonly double _featureSeconds = clock.Elapsed.TotalSeconds;
    private readonly List<string> _warnings = [.. split.Cautions];
    private readonly ImageInput _input = options.Input(backbone.InputWidth, backbone.InputHeight);
    private IReadOnlyList<string> _labelChanges = [];
    private FittedTemperature? _temperature;
    private LinearHead? _probe;

    /// <summary>Told of each step, or null.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Stops the work.</summary>
    public CancellationToken Token { get; init; }

    private int ClassCount => split.ClassNames.Count;

    /// <summary>Trains on the calling thread.</summary>
    public TrainedClassifier Run()
    {
        var train = LabeledImages.Of(features.Train, 0, split.Train);
        var plan = ChoosePlan(train.Count);
        options.Log?.Invoke(plan.Sentence);
        if (plan.Range.Kind == LayerRangeKind.Head)
        {
            return Finish(HeadAlone(), null, HeadParameters);
        }

        using var prepared = Prepare(train, plan);
        var outcome = prepared.Train(split.ClassNames, Progress, Token);
        return outcome.Best.Epoch == 0 && outcome.History.Count > 1
            ? Finish(KeepHead(outcome), outcome, HeadParameters)
            : Finish(Export(prepared.Module, outcome), outcome, prepared.TrainableParameters);
    }

    /// <summary>Tries learning rates on the calling thread, with the layers that a training would train.</summary>
    /// <exception cref="MlNetCnnException"><c>TRAIN_HEAD_ALONE</c>: no layer would be trained by steps.</exception>
    public LearningRateCurve FindRate()
    {
        var train = LabeledImages.Of(features.Train, 0, split.Train);
        var plan = ChoosePlan(train.Count);
        options.Log?.Invoke(plan.Sentence);
        if (plan.Range.Kind == LayerRangeKind.Head)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.TrainHeadAlone, "a head alone is fitted exactly and has no learning rate",
                expected: "layers of the backbone that are trained", received: plan.Sentence, fix: "name some, for example Unfreeze stages:1");
        }

        using var prepared = Prepare(train, plan);
        return LearningRateCurve.Find(prepared, Progress, Token);
    }

    private PreparedTraining Prepare(LabeledImages train, FineTuningPlan plan)
    {
        var augmentation = ChooseAugmentation(Probe);
        var module = new GraphModule(Classifier(Probe), backbone.Name, new GraphModuleOptions { Device = device });
        try
        {
            var layout = new NetworkLayout(module.Graph, backbone.Name, backbone.InputWidth, backbone.InputHeight);
            var cut = layout.CutAt(plan.Range);
            if (plan.Range.Kind == LayerRangeKind.Stages && plan.Range.Count >= layout.StageStarts.Count)
            {
                options.Log?.Invoke(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(layout.StageStarts.Count == 1 ? "None of the network's stages can" : $"Of the network's stages at most the last {layout.StageStarts.Count - 1} can")} be trained without those in front of them, so every layer is trained; layers:N trains fewer."));
            }

            var groups = ParameterGroups.Make(module, layout, cut, options);
            var precision = PrecisionSelection.Resolve(options.Precision, device.type == TorchSharp.DeviceType.CPU);
            var memory = MemoryPlan.Make(
                options, train.Count, layout.ActivationCount(cut), precision, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
            if (memory.Explanation is { } sentence)
            {
                options.Log?.Invoke(sentence);
            }

            var sources = new TrainingSources(module, layout, cut, backbone, options, augmentation)
            {
                BatchSize = memory.BatchSize, ClassCount = ClassCount, Epochs = plan.Epochs, Precision = precision,
            };
            return new PreparedTraining
            {
                Module = module,
                Groups = groups,
                Training = sources.ForTraining(train),
                Validation = sources.ForValidation(LabeledImages.Of(features.Validation, split.Train.Count, split.Validation)),
                Options = LoopOptions(plan, memory, precision, augmentation, layout, cut),
                Held = sources,
            };
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    private long HeadParameters => (long)ClassCount * (backbone.FeatureCount + 1);

    /// <summary>The head on the frozen features that training begins with, which has not seen the validation images.</summary>
    private LinearHead Probe => _probe ??= FitHead(withValidation: false);

    private FineTuningPlan ChoosePlan(int trainingImages) =>
        FineTuningPlan.Choose(options, trainingImages, ClassCount, features.Validation.Count, () => Probe.HeldOutAccuracy);

    private LinearHead FitHead(bool withValidation) =>
        new LinearHeadTrainer(options.Seed, _threads).Fit(
            features.Table, features.Train, features.Validation, ClassCount, Progress, Token, withValidation);

    private OnnxGraph HeadAlone()
    {
        var head = FitHead(withValidation: true);
        if (options.Calibrate)
        {
            // This head learned from the validation images, so they no longer tell how often it is right.
            _temperature = new LinearHeadTrainer(options.Seed, _threads).FitTemperature(features.Table, features.Train, features.Validation, head, Token);
        }

        return GraphEditor.WithLinearHead(backbone.FeatureGraph, head.Weights, head.Bias);
    }

    private OnnxGraph KeepHead(TrainingOutcome outcome)
    {
        _warnings.AddRange(outcome.Warnings);
        _warnings.Add("no epoch was better on the validation images than the head on the frozen features, which is kept");
        return HeadAlone();
    }

    private OnnxGraph Export(GraphModule module, TrainingOutcome outcome)
    {
        _warnings.AddRange(outcome.Warnings);
        var graph = module.ToGraph();
        TrainingLayers.Remove(graph);
        return graph;
    }

    private OnnxGraph Classifier(LinearHead probe)
    {
        var graph = GraphEditor.WithLinearHead(backbone.FeatureGraph, probe.Weights, probe.Bias);
        if (options.Dropout > 0)
        {
            HeadDropout.Insert(graph, options.Dropout);
        }

        return graph;
    }

    private Augmentation ChooseAugmentation(LinearHead probe)
    {
        if (options.Augmentation is { } requested)
        {
            return requested;
        }

        // A head is only asked about images that it was not fitted on; where too few steer, half of the training images join them.
        var rows = features.Validation;
        if (rows.Count < AugmentationSafetyCheck.Enough)
        {
            var (fitted, left) = CrossValidation.Folds(features.Train, 2, options.Seed)[0];
            probe = new LinearHeadTrainer(options.Seed, _threads).Fit(
                features.Table, fitted, new LabeledRows([], []), ClassCount, Progress, Token);
            rows = rows.Concat(left);
        }

        LabeledImage[] all = [.. split.Train, .. split.Validation];
        var images = ImageDataset.FromImages(rows.Rows.Select(row => all[row] with { Split = DatasetSplit.Unassigned }));
        var choice = new AugmentationSafetyCheck().ChooseAsync(
            backbone, probe, images, split.ClassNames, options.ToExtractorOptions(), options.Seed, null, Progress, Token).GetAwaiter().GetResult();
        foreach (var sentence in choice.Sentences)
        {
            options.Log?.Invoke(sentence);
        }

        _labelChanges = choice.LeftOut;
        return choice.Augmentation;
    }

    private TrainingLoopOptions LoopOptions(
        FineTuningPlan plan, MemoryPlan memory, ScalarType? precision, Augmentation augmentation, NetworkLayout layout, int cut) =>
        new(
            options, plan.Epochs, memory, ClassCount, !options.FreezeBatchNorm, precision,
            RunIdentity.Of(split, options, plan.Epochs, memory, precision, augmentation, features, new Dictionary<string, string>
            {
                ["backbone"] = backbone.Sha256,
                ["unfreeze"] = $"{plan.Range} ({string.Join(", ", layout.Boundary(cut))})",
                ["rates of stages"] = $"{RunIdentity.Text(options.BackboneLearningRateFactor)} {RunIdentity.Text(options.LayerDecay)}",
                ["bn-statistics"] = options.FreezeBatchNorm ? "frozen" : "trained",
            }));

    private TrainedClassifier Finish(OnnxGraph graph, TrainingOutcome? outcome, long trainable)
    {
        var measurement = new ClassifierMeasurement(
            graph, backbone.Name, _input, options.Decoder, _threads);
        if (options.Calibrate)
        {
            _temperature ??= measurement.FitTemperature(LabeledImages.Of(features.Validation, split.Train.Count, split.Validation), Progress, Token);
            _temperature.BakeInto(graph);
            if (_temperature.Problem is { } problem)
            {
                _warnings.Add(problem);
            }
        }

        var trained = clock.Elapsed.TotalSeconds;
        var scored = measurement.Score(LabeledImages.Of(features.Test, split.Train.Count + split.Validation.Count, split.Test), Progress, Token);
        var report = ClassifierMeasurement.Report(split.ClassNames, scored, split.UnknownTestLabels);
        var card = ModelCard.Of("finetune", backbone, split, report, options.Seed, _input, options.Decoder.Background) with
        {
            UnsafeAugmentations = _labelChanges, Temperature = _temperature?.Value,
        };
        var evaluated = clock.Elapsed.TotalSeconds;
        return new TrainedClassifier(graph, card)
        {
            TestReport = report,
            TestImages = scored,
            Calibration = _temperature is null ? null : Calibration.Of(_temperature, scored),
            MlNetDifferences = features.MlNetDifferences,
            Errors = [.. split.Errors, .. features.Table.Errors],
            Images = features.Images,
            Seconds = new TrainingSeconds(
                features.LoadSeconds, _featureSeconds - features.LoadSeconds, trained - _featureSeconds, evaluated - trained, evaluated),
            FeaturesFromCache = features.FromCache,
            CacheProblem = features.CacheProblem,
            TotalParameters = WeightFinder.ParameterCount(graph),
            TrainableParameters = trainable,
            History = outcome?.History ?? [],
            BestEpoch = outcome?.Best.Epoch ?? 0,
            Arithmetic = outcome?.Arithmetic ?? Processor.Arithmetic(_threads),
            Warnings = _warnings,
        };
    }
}
