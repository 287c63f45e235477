using System.Diagnostics;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>One training from random weights.</summary>
/// <param name="name">How the network is called.</param>
/// <param name="network">The network as it was built.</param>
/// <param name="options">How to train.</param>
/// <param name="split">The images.</param>
/// <param name="survey">Which of them can be used, and the moments of their pixels.</param>
/// <param name="augmentation">The random changes.</param>
/// <param name="device">Where to compute.</param>
/// <param name="clock">Runs since the work began.</param>
internal sealed class CnnTrainingRun(
    string name,
    OnnxGraph network,
    CnnTrainingOptions options,
    ImageSplit split,
    LabeledFeatures survey,
    Augmentation augmentation,
    Device device,
    Stopwatch clock)
{
    private readonly double _surveySeconds = clock.Elapsed.TotalSeconds;
    private readonly List<string> _warnings = [];

    /// <summary>Told of each step, or null.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Stops the work.</summary>
    public CancellationToken Token { get; init; }

    /// <summary>Trains on the calling thread.</summary>
    public TrainedClassifier Run()
    {
        var (mean, std) = PixelSurvey.TrainingMoments(survey);
        CnnGraph.Complete(network, options, mean, std);
        using var module = new GraphModule(network, name, new GraphModuleOptions { Device = device });
        var layout = new NetworkLayout(module.Graph, module.Parameters.Keys, name, options.InputSize, options.InputSize);
        var precision = ProcessorPrecision.Resolve(options.Precision, device.type == TorchSharp.DeviceType.CPU);
        var train = Pictures(survey.Train, 0, split.Train);
        var memory = MemoryPlan.Make(options, train.Count, layout.ActivationCount(0), precision, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        if (memory.Sentence is { } sentence)
        {
            options.Log?.Invoke(sentence);
        }

        using var training = Source(train, memory.BatchSize, augmentation, options.LabelSmoothing, options.Mixing);
        using var validation = Source(
            Pictures(survey.Validation, split.Train.Count, split.Validation), memory.BatchSize, Augmentation.None, 0, new BatchMixingOptions());
        var group = new ParameterGroup("network", [.. module.Parameters], options.HighestRate, options.WeightDecay);
        var identity = RunIdentity.Of(split, options, options.Epochs, memory, precision, augmentation, new Dictionary<string, string>
        {
            ["network"] = $"{name} {RunIdentity.Text(ParameterCounter.Count(network))}",
            ["input-size"] = $"{RunIdentity.Text(options.InputSize)}{(options.Grayscale ? " grey" : "")}",
            ["standardization"] = options.PixelChange.ToString(),
        });
        var loop = new TrainingLoop(
            module, [group], training, new Validator(module, validation, split.ClassNames),
            TrainingLoopOptions.Of(options, options.Epochs, memory, split.ClassNames.Count, trainStatistics: true, precision, identity));
        var outcome = loop.Run(Progress, null, Token);
        if (outcome.Problem is { } problem)
        {
            _warnings.Add(problem);
        }

        if (outcome.Best.Epoch == 0)
        {
            _warnings.Add("no epoch was better on the validation images than random weights, which are kept: the network learned nothing");
        }

        var graph = module.ToGraph();
        TrainingNodes.Remove(graph);
        return Finish(graph, outcome, group.Weights.Sum(w => w.Value.numel()), StandardizationText.Of(options.PixelChange, mean, std));
    }

    private static LabeledPictures Pictures(LabeledRows rows, int firstRow, ImageListing part) =>
        new([.. rows.Rows.Select(row => part[row - firstRow].Path)], rows.Labels);

    private PictureSource Source(
        LabeledPictures pictures, int batchSize, Augmentation changes, double smoothing, BatchMixingOptions mixing) =>
        new(pictures, options.ToLoaderOptions(options.InputSize, options.InputSize, batchSize, changes), split.ClassNames.Count, smoothing, mixing);

    private TrainedClassifier Finish(OnnxGraph graph, TrainingOutcome outcome, long trainable, string preprocessing)
    {
        var trained = clock.Elapsed.TotalSeconds;
        var report = new ClassifierMeasurement(
            graph, name, new ImageInput(options.InputSize, options.InputSize, options.Resize), options.Decoder, Resources.Threads(options.Threads))
            .Measure(Pictures(survey.Test, split.Train.Count + split.Validation.Count, split.Test), split.ClassNames, Progress, Token);
        var evaluated = clock.Elapsed.TotalSeconds;
        var card = new ModelCard
        {
            ClassNames = split.ClassNames,
            Method = "scratch",
            Network = name,
            Preprocessing = preprocessing,
            InputWidth = options.InputSize,
            InputHeight = options.InputSize,
            Resize = options.Resize,
            Background = options.Decoder.Background,
            Seed = options.Seed,
            DataFingerprint = split.Fingerprint,
            Metrics = ModelCard.MetricsOf(report),
        };
        return new TrainedClassifier(graph, card)
        {
            TestReport = report,
            StockDifferences = survey.StockDifferences,
            Faults = [.. split.Faults, .. survey.Table.Faults],
            Images = survey.Images,
            Seconds = new TrainingSeconds(_surveySeconds, 0, trained - _surveySeconds, evaluated - trained, evaluated),
            TotalParameters = trainable,
            TrainableParameters = trainable,
            History = outcome.History,
            BestEpoch = outcome.Best.Epoch,
            Warnings = _warnings,
        };
    }
}
