namespace MlNetCnn.Training;

/// <summary>Refuses options that no training can follow.</summary>
internal static class OptionChecks
{
    /// <summary>Checks every range.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="MlNetCnnException"><c>TRAIN_RANGE</c>: all values that are out of range; or those of augmentation and mixing.</exception>
    public static void Run(TrainingOptions options)
    {
        options.Augmentation?.Validate();
        options.Mixing.Validate();
        var checks = new RangeChecks();
        checks.Check(nameof(options.BatchSize), options.BatchSize, value => value is >= 1 and <= 4096, "1..4096");
        checks.Check(nameof(options.LearningRate), options.LearningRate ?? 1, value => value is > 0 and <= 10, "above 0, at most 10");
        checks.Check(nameof(options.WarmupFraction), options.WarmupFraction, value => value is >= 0 and <= 0.9, "0..0.9");
        checks.Check(nameof(options.WeightDecay), options.WeightDecay, value => value is >= 0 and <= 1, "0..1");
        checks.Check(nameof(options.Momentum), options.Momentum, value => value is >= 0 and < 1, "0 up to, but not reaching, 1");
        checks.Check(nameof(options.LabelSmoothing), options.LabelSmoothing, value => value is >= 0 and < 1, "0 up to, but not reaching, 1");
        checks.Check(nameof(options.GradientClipNorm), options.GradientClipNorm, value => value >= 0 && double.IsFinite(value), "0 or more");
        checks.Check(nameof(options.GradientAccumulationSteps), options.GradientAccumulationSteps, value => value is >= 1 and <= 1024, "1..1024");
        checks.Check(nameof(options.EmaDecay), options.EmaDecay, value => value is >= 0 and < 1, "0 up to, but not reaching, 1");
        checks.Check(nameof(options.Patience), options.Patience ?? 1, value => value >= 1, "1 or more");
        checks.Check(nameof(options.MaxRejectedFraction), options.MaxRejectedFraction, value => value is >= 0 and <= 1, "0..1");
        checks.Check(nameof(options.MemoryBudgetBytes), options.MemoryBudgetBytes, value => value >= 0, "0 or more");
        checks.Check(nameof(options.Threads), options.Threads, value => value is >= 0 and <= 1024, "0..1024");
        options.CheckOwn(checks);
        checks.Throw();
    }
}
