using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>A training run from random weights.</summary>
/// <param name="name">The name of the network.</param>
/// <param name="network">The network as it was built.</param>
/// <param name="options">The options.</param>
/// <param name="split">The images.</param>
/// <param name="survey">The valid images, and the moments of their pixels.</param>
/// <param name="augmentation">The augmentation.</param>
/// <param name="device">The device to train on.</param>
/// <param name="clock">A stopwatch started when the run began.</param>
internal sealed class CnnTrainingRun(
    string name,
    OnnxGraph network,
    CnnTrainingOptions options,
    DatasetSplits split,
    LabeledFeatures survey,
    Augmentation augmentation,
    Device device,
    Stopwatch clock)
{
    // Computed before the pixel statistics are added, because they depend on the images.
    private readonly string _structure = RunIdentity.Structure(network);
    private readonly ChannelStatistics _statistics = PixelScan.Statistics(survey);
    private readonly double _surveySeconds = clock.Elapsed.TotalSeconds;
    private readonly List<string> _warnings = [];

    /// <summary>Receives progress, or null.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Cancels the operation.</summary>
    public CancellationToken Token { get; init; }

    /// <summary>Trains on the calling thread.</summary>
    public TrainedClassifier Run()
    {
        using var prepared = Prepare();
        var outcome = prepared.Train(split.ClassNames, Progress, Token);
        _warnings.AddRange(outcome.Warnings);

        if (outcome.Best.Epoch == 0)
        {
            _warnings.Add("no epoch did better on the validation images than random weights, so those are kept: the network learned nothing");
        }

        var graph = prepared.Module.ToGraph();
        TrainingLayers.Remove(graph);
        return Finish(graph, outcome, prepared.TrainableParameters);
    }

    /// <summary>Runs the learning-rate range test on the calling thread.</summary>
    public LearningRateCurve FindRate()
    {
        using var prepared = Prepare();
        return LearningRateCurve.Find(prepared, Progress, Token);
    }

    private PreparedTraining Prepare()
    {
        CnnGraph.Complete(network, options, _statistics);
        var module = new GraphModule(network, name, new GraphModuleOptions { Device = device });
        try
        {
            var layout = new NetworkLayout(module.Graph, name, options.InputSize, options.InputSize);
            var precision = PrecisionSelection.Resolve(options.Precision, device.type == TorchSharp.DeviceType.CPU);
            var train = LabeledImages.Of(survey, survey.Train);
            var memory = MemoryPlan.Make(options, train.Count, layout.ActivationCount(0), precision, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
            if (memory.Explanation is { } sentence)
            {
                options.Logger?.LogInformation("{Choice}", sentence);
            }

            var epochs = options.EpochsOf(train.Count);
            var identity = RunIdentity.Of(split, options, epochs, memory, precision, augmentation, survey, new Dictionary<string, string>
            {
                ["network"] = $"{name} {_structure}",
                ["input-size"] = $"{RunIdentity.Text(options.InputSize)}{(options.Grayscale ? " grey" : "")}",
                ["standardization"] = options.PixelChange.Key,
            });
            return new PreparedTraining
            {
                Module = module,
                Groups = [new ParameterGroup("network", [.. module.Parameters], options.HighestRate(network), options.WeightDecay)],
                Training = Source(train, memory.BatchSize, augmentation, options.LabelSmoothing, options.Mixing),
                Validation = Source(
                    LabeledImages.Of(survey, survey.Validation), memory.BatchSize, Augmentation.None, 0, new BatchMixingOptions()),
                Options = new TrainingLoopOptions(options, epochs, memory, split.ClassNames.Count, options.LearnsStatistics, precision, identity),
            };
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    private ImageSource Source(
        LabeledImages images, int batchSize, Augmentation changes, double smoothing, BatchMixingOptions mixing) =>
        new(images, options.ToLoaderOptions(options.InputSize, options.InputSize, batchSize, changes), split.ClassNames.Count, smoothing, mixing);

    private TrainedClassifier Finish(OnnxGraph graph, TrainingOutcome outcome, long trainable)
    {
        var measurement = new ClassifierMeasurement(
            graph, name, options.Input(options.InputSize, options.InputSize), options.Decoder, MachineResources.Threads(options.Threads));
        var card = ModelCard.Of(
            "scratch", split, options.Seed, StandardizationText.Of(options.PixelChange, _statistics), options.Input(options.InputSize, options.InputSize),
            options.Decoder.Background);
        return new TrainedClassifierBuilder(split, survey, clock)
        {
            Graph = graph,
            Card = card with { Network = name },
            Temperature = options.Calibrate
                ? measurement.FitTemperature(LabeledImages.Of(survey, survey.Validation), Progress, Token)
                : null,
            LoadSeconds = _surveySeconds,
            FeatureSeconds = _surveySeconds,
            TrainableParameters = trainable,
            Arithmetic = outcome.Arithmetic,
            History = outcome.History,
            BestEpoch = outcome.Best.Epoch,
            Warnings = _warnings,
        }.Build(() => measurement.Score(LabeledImages.Of(survey, survey.Test), Progress, Token));
    }
}

/// <summary>Describes the standardization of pixels for the model card.</summary>
internal static class StandardizationText
{
    /// <summary>Returns the text form of <see cref="Preprocessing"/> if it has one; otherwise a description of what is done to each image.</summary>
    /// <param name="standardization">The standardization.</param>
    /// <param name="statistics">The mean and standard deviation of the training images, after the rescaling.</param>
    public static string Of(PixelStandardization standardization, ChannelStatistics statistics)
    {
        if (standardization.SamplewiseCenter || standardization.SamplewiseStd)
        {
            return standardization.Key;
        }

        // (r x - m) / s is (x - m / r) / (s / r).
        var rate = standardization.Rescale;
        double[] means = [.. statistics.Mean.Select(m => standardization.FeaturewiseCenter ? m / rate : 0)];
        double[] divisors = [.. statistics.Std.Select(s => standardization.FeaturewiseStd ? s / rate : 1 / rate)];
        return $"mean={Join(means)};std={Join(divisors)};order=rgb";
    }

    private static string Join(double[] numbers) => string.Join(',', numbers.Select(n => ((float)n).ToString(CultureInfo.InvariantCulture)));
}
