using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>A fine-tuning run, from the features of the frozen network to the classifier.</summary>
/// <param name="backbone">The backbone.</param>
/// <param name="options">The options.</param>
/// <param name="split">The images.</param>
/// <param name="features">The features that the frozen network computes from them.</param>
/// <param name="device">The device to train on.</param>
/// <param name="clock">A stopwatch started when the run began.</param>
internal sealed class FineTuningRun(
    Backbone backbone, FineTuningOptions options, DatasetSplits split, LabeledFeatures features, Device device, Stopwatch clock)
{
    private readonly int _threads = MachineResources.Threads(options.Threads);
    private readonly double _featureSeconds = clock.Elapsed.TotalSeconds;
    private readonly List<string> _warnings = [];
    private readonly ImageInput _input = options.Input(backbone.InputWidth, backbone.InputHeight);
    private FittedHead? _probe;

    /// <summary>Receives progress, or null.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Cancels the operation.</summary>
    public CancellationToken Token { get; init; }

    private int ClassCount => split.ClassNames.Count;

    /// <summary>Trains on the calling thread.</summary>
    public TrainedClassifier Run()
    {
        var train = LabeledImages.Of(features, features.Train);
        var plan = ChoosePlan(train.Count);
        options.Logger?.LogInformation("{Choice}", plan.Sentence);
        if (plan.Range.Kind == LayerRangeKind.Head)
        {
            return FinishHead(null, []);
        }

        var (augmentation, labelChanges) = ChooseAugmentation(Probe);
        using var prepared = Prepare(train, plan, augmentation);
        var outcome = prepared.Train(split.ClassNames, Progress, Token);
        _warnings.AddRange(outcome.Warnings);
        if (outcome.Best.Epoch == 0 && outcome.History.Count > 1)
        {
            _warnings.Add("no epoch did better on the validation images than the head on the frozen features, so that head is kept");
            return FinishHead(outcome, labelChanges);
        }

        var graph = prepared.Module.ToGraph();
        TrainingLayers.Remove(graph);
        return Finish(graph, outcome, prepared.TrainableParameters, labelChanges, null);
    }

    /// <summary>Runs the learning-rate range test on the calling thread, with the layers that a training would train.</summary>
    /// <exception cref="MlNetCnnException"><c>TRAIN_HEAD_ALONE</c>: no layer would be trained by gradient descent.</exception>
    public LearningRateCurve FindRate()
    {
        var train = LabeledImages.Of(features, features.Train);
        var plan = ChoosePlan(train.Count);
        options.Logger?.LogInformation("{Choice}", plan.Sentence);
        if (plan.Range.Kind == LayerRangeKind.Head)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.TrainHeadAlone, "a head alone is fitted exactly and has no learning rate",
                expected: "at least one backbone layer to train", received: plan.Sentence, fix: "specify some, for example Unfreeze stages:1");
        }

        using var prepared = Prepare(train, plan, ChooseAugmentation(Probe).Augmentation);
        return LearningRateCurve.Find(prepared, Progress, Token);
    }

    private PreparedTraining Prepare(LabeledImages train, FineTuningPlan plan, Augmentation augmentation)
    {
        var module = new GraphModule(Classifier(Probe), backbone.Name, new GraphModuleOptions { Device = device });
        try
        {
            var layout = new NetworkLayout(module.Graph, backbone.Name, backbone.InputWidth, backbone.InputHeight);
            var cut = layout.CutAt(plan.Range);
            if (plan.Range.Kind == LayerRangeKind.Stages && plan.Range.Count >= layout.StageStarts.Count)
            {
                var trainable = layout.StageStarts.Count - 1;
                options.Logger?.LogWarning(
                    "{Choice}",
                    (trainable == 0
                        ? "None of the network's stages"
                        : "At most the last " + trainable.ToString(CultureInfo.InvariantCulture) + " of the network's stages")
                    + " can be trained without those before them, so every layer is trained; layers:N trains fewer.");
            }

            var groups = ParameterGroups.Make(module, layout, cut, options);
            var precision = PrecisionSelection.Resolve(options.Precision, device.type == TorchSharp.DeviceType.CPU);
            var memory = MemoryPlan.Make(
                options, train.Count, layout.ActivationCount(cut), precision, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
            if (memory.Explanation is { } sentence)
            {
                options.Logger?.LogInformation("{Choice}", sentence);
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
                Validation = sources.ForValidation(LabeledImages.Of(features, features.Validation)),
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

    /// <summary>The head on the frozen features with which training begins; it was fitted without the validation images.</summary>
    private FittedHead Probe => _probe ??= FitHead(withValidation: false);

    private FineTuningPlan ChoosePlan(int trainingImages) =>
        FineTuningPlan.Choose(options, trainingImages, ClassCount, features.Validation.Count, () => Probe.HeldOutAccuracy);

    private FittedHead FitHead(bool withValidation) => options.Head.Fit(HeadData(withValidation), Progress, Token);

    private HeadTrainingData HeadData(bool withValidation) => new(features.Table, features.Train, ClassCount)
    {
        Validation = features.Validation, FitsOnValidation = withValidation, Seed = options.Seed, Threads = _threads,
    };

    private TrainedClassifier FinishHead(TrainingOutcome? outcome, IReadOnlyList<string> labelChanges)
    {
        var head = FitHead(withValidation: true);


        // This head was also fitted on the validation images, so they no longer show how often it is correct.
        var temperature = options.Calibrate
            ? FittedTemperature.Fit(options.Head.MeasureHeldOut(head, HeadData(withValidation: true), Token))
            : null;
        return Finish(head.AppendTo(backbone.FeatureGraph), outcome, head.ParameterCount, labelChanges, temperature);
    }

    private OnnxGraph Classifier(FittedHead probe)
    {
        var graph = probe.AppendTo(backbone.FeatureGraph);
        if (options.Dropout > 0)
        {
            HeadDropout.Insert(graph, options.Dropout);
        }

        return graph;
    }

    private (Augmentation Augmentation, IReadOnlyList<string> LabelChanges) ChooseAugmentation(FittedHead probe)
    {
        if (options.Augmentation is { } requested)
        {
            return (requested, []);
        }

        // A head is evaluated only on images that it was not fitted on; if there are too few validation images, half of the training images are added.
        var rows = features.Validation;
        if (rows.Count < AugmentationSafetyCheck.Enough)
        {
            var (fitted, left) = features.Train.Folds(2, options.Seed)[0];
            probe = options.Head.Fit(HeadData(withValidation: true) with { Train = fitted, Validation = LabeledRows.Empty }, Progress, Token);
            rows = rows.Concat(left);
        }

        LabeledImage[] all = [.. split.Train, .. split.Validation];
        var images = ImageDataset.FromImages(rows.Rows.Select(row => all[row] with { Split = DatasetSplit.Unassigned }));
        var choice = AugmentationSafetyCheck.RunAsync(
            backbone, probe, images, split.ClassNames, options.ToExtractorOptions(), options.Seed, progress: Progress, cancellationToken: Token)
            .GetAwaiter().GetResult();
        foreach (var sentence in choice.Sentences)
        {
            options.Logger?.LogInformation("{Choice}", sentence);
        }

        return (choice.Augmentation, choice.LeftOut);
    }

    private TrainingLoopOptions LoopOptions(
        FineTuningPlan plan, MemoryPlan memory, ScalarType? precision, Augmentation augmentation, NetworkLayout layout, int cut) =>
        new(
            options, plan.Epochs, memory, ClassCount, !options.FreezeBatchNorm, precision,
            RunIdentity.Of(split, options, plan.Epochs, memory, precision, augmentation, features, new Dictionary<string, string>
            {
                ["backbone"] = backbone.Sha256 + (options.Head == ClassifierHeads.Linear ? "" : $" {options.Head.Name}"),
                ["unfreeze"] = $"{plan.Range} ({string.Join(", ", layout.Boundary(cut))})",
                ["rates of stages"] = $"{RunIdentity.Text(options.BackboneLearningRateFactor)} {RunIdentity.Text(options.LayerDecay)}",
                ["bn-statistics"] = options.FreezeBatchNorm ? "frozen" : "trained",
            }));

    private TrainedClassifier Finish(
        OnnxGraph graph, TrainingOutcome? outcome, long trainable, IReadOnlyList<string> labelChanges, FittedTemperature? temperature)
    {
        var measurement = new ClassifierMeasurement(
            graph, backbone.Name, _input, options.Decoder, _threads);
        var card = ModelCard.Of("finetune", split, options.Seed, backbone, options.Head, _input, options.Decoder.Background);
        return new TrainedClassifierBuilder(split, features, clock)
        {
            Graph = graph,
            Card = card with { UnsafeAugmentations = labelChanges },
            Temperature = options.Calibrate
                ? temperature ?? measurement.FitTemperature(LabeledImages.Of(features, features.Validation), Progress, Token)
                : null,
            LoadSeconds = features.LoadSeconds,
            FeatureSeconds = _featureSeconds,
            TrainableParameters = trainable,
            Arithmetic = outcome?.Arithmetic ?? Processor.Arithmetic(_threads),
            History = outcome?.History ?? [],
            BestEpoch = outcome?.Best.Epoch ?? 0,
            Warnings = _warnings,
        }.Build(() => measurement.Score(LabeledImages.Of(features, features.Test), Progress, Token));
    }
}

/// <summary>Dropout before the head, which a graph contains only while it is trained.</summary>
internal static class HeadDropout
{
    private const string Output = "features.dropped";

    /// <summary>Inserts dropout between features and head.</summary>
    /// <param name="graph">A classifier; changed in place.</param>
    /// <param name="fraction">The dropout rate, above 0 and below 1.</param>
    public static void Insert(OnnxGraph graph, double fraction)
    {
        GraphEditor.EnsureCapacity(graph, Output);
        graph.ReplaceReads(GraphEditor.Features, Output);
        var ratio = graph.SetInitializer(TensorData.Create(graph.FreshName($"{Output}.ratio"), [(float)fraction]));
        graph.AddNode("Dropout", [GraphEditor.Features, ratio], Output);
        graph.Sort();
    }
}
