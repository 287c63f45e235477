using System.Globalization;
using TorchSharp;

namespace MlNetCnn.Training;

/// <summary>Refuses options that no training can follow.</summary>
internal static class FineTuningChecks
{
    /// <summary>Checks every range.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="MlNetCnnException"><c>TRAIN_RANGE</c>: all values that are out of range; or those of augmentation and mixing.</exception>
    public static void Run(FineTuningOptions options)
    {
        options.Augmentation?.Validate();
        options.Mixing.Validate();
        if (options.Augmentation is { } augmentation && augmentation.Standardization != PixelStandardization.None)
        {
            throw new MlNetCnnException(
                FaultKind.Usage, "TRAIN_STANDARDIZATION", "a pretrained network standardises its pixels itself",
                expected: "an augmentation without rescaling, centring and scaling", received: augmentation.ToString(),
                fix: "leave that out of the augmentation; how pixels are prepared is said with the backbone");
        }

        var faults = new List<(string Name, double Value, string Range)>();
        Check(nameof(options.Epochs), options.Epochs ?? 1, value => value is >= 1 and <= 1000, "1..1000");
        Check(nameof(options.BatchSize), options.BatchSize, value => value is >= 1 and <= 4096, "1..4096");
        Check(nameof(options.LearningRate), options.LearningRate ?? 1, value => value is > 0 and <= 10, "above 0, at most 10");
        Check(nameof(options.BackboneRate), options.BackboneRate, value => value is > 0 and <= 1, "above 0, at most 1");
        Check(nameof(options.StageRate), options.StageRate, value => value is > 0 and <= 1, "above 0, at most 1");
        Check(nameof(options.WarmUp), options.WarmUp, value => value is >= 0 and <= 0.9, "0..0.9");
        Check(nameof(options.WeightDecay), options.WeightDecay, value => value is >= 0 and <= 1, "0..1");
        Check(nameof(options.Momentum), options.Momentum, value => value is >= 0 and < 1, "0 up to, but not reaching, 1");
        Check(nameof(options.LabelSmoothing), options.LabelSmoothing, value => value is >= 0 and < 1, "0 up to, but not reaching, 1");
        Check(nameof(options.Dropout), options.Dropout, value => value is >= 0 and < 1, "0 up to, but not reaching, 1");
        Check(nameof(options.GradientClip), options.GradientClip, value => value >= 0 && double.IsFinite(value), "0 or more");
        Check(nameof(options.AccumulationSteps), options.AccumulationSteps, value => value is >= 1 and <= 1024, "1..1024");
        Check(nameof(options.WeightAveraging), options.WeightAveraging, value => value is >= 0 and < 1, "0 up to, but not reaching, 1");
        Check(nameof(options.AugmentedVariants), options.AugmentedVariants, value => value is >= 0 and <= 100, "0..100");
        Check(nameof(options.Patience), options.Patience, value => value >= 1, "1 or more");
        Check(nameof(options.MaxRejectedFraction), options.MaxRejectedFraction, value => value is >= 0 and <= 1, "0..1");
        Check(nameof(options.MemoryBudgetBytes), options.MemoryBudgetBytes, value => value >= 0, "0 or more");
        Check(nameof(options.Threads), options.Threads, value => value is >= 0 and <= 1024, "0..1024");
        if (options is { TrainStatistics: true, BatchSize: 1 })
        {
            faults.Add((nameof(options.BatchSize), 1, "2 or more where batch normalisation learns statistics: one image has no variance"));
        }

        if (faults.Count > 0)
        {
            throw new MlNetCnnException(
                FaultKind.Usage, "TRAIN_RANGE", "a setting of the training is out of its range",
                expected: string.Join("; ", faults.Select(f => $"{f.Name} {f.Range}")),
                received: string.Join("; ", faults.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name} {f.Value}"))));
        }

        void Check(string name, double value, Func<double, bool> isValid, string range)
        {
            if (!isValid(value))
            {
                faults.Add((name, value, range));
            }
        }
    }

    /// <summary>Where training computes.</summary>
    /// <param name="wanted">What was asked for.</param>
    /// <exception cref="MlNetCnnException"><c>ENV_NO_CUDA</c>: a graphics card was asked for and libtorch finds none.</exception>
    public static torch.Device Device(TrainingDevice wanted)
    {
        TorchRuntime.EnsureLoaded();
        if (wanted == TrainingDevice.Cpu || (wanted == TrainingDevice.Auto && !torch.cuda.is_available()))
        {
            return torch.CPU;
        }

        return torch.cuda.is_available() ? torch.CUDA : throw new MlNetCnnException(
            FaultKind.Environment, "ENV_NO_CUDA", "training on a graphics card was asked for, and libtorch finds none",
            expected: "a CUDA graphics card with its driver, and the package libtorch-cuda-12.8-linux-x64 or libtorch-cuda-12.8-win-x64 in the application",
            received: $"libtorch {torch.__version__} for the processor alone, or no card",
            fix: "train with --device cpu, or add that package in place of libtorch-cpu");
    }
}
