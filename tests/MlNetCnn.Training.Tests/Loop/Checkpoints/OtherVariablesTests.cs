using Xunit;

namespace MlNetCnn.Training.Tests;

/// <summary>A training that is resumed with another environment variable that selects kernels; every training reads the variable, so no other test
/// runs at the same time.</summary>
[CollectionDefinition(nameof(OtherVariablesTests), DisableParallelization = true)]
[Collection(nameof(OtherVariablesTests))]
public sealed class OtherVariablesTests : IDisposable
{
    private const string Variable = "ONEDNN_MAX_CPU_ISA";

    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public void Dispose() => Environment.SetEnvironmentVariable(Variable, _before);

    [Fact]
    public async Task Resume_UnderAnotherVariable_NamesIt()
    {
        using var set = new ShapeSet(12);
        var options = new CnnTrainingOptions
        {
            InputSize = ShapeSet.Size, Epochs = 2, BatchSize = 8, Augmentation = Augmentation.None, Precision = TrainingPrecision.Fp32, Threads = 1,
            CheckpointPath = set.Output("state"), OnEpochEnd = _ => throw new InvalidOperationException("enough"),
        };
        Environment.SetEnvironmentVariable(Variable, null);
        await Assert.ThrowsAsync<InvalidOperationException>(() => TrainAsync(options));

        Environment.SetEnvironmentVariable(Variable, "AVX2");
        var resumed = await TrainAsync(options with { OnEpochEnd = null, Resume = true });

        Assert.Equal("AVX2", resumed.Arithmetic[Variable]);
        Assert.Contains(Processor.Name, resumed.Arithmetic["processor"], StringComparison.Ordinal);
        Assert.Single(resumed.Warnings, warning => warning.Contains($"({Variable} AVX2 instead of not set)", StringComparison.Ordinal));

        Task<TrainedClassifier> TrainAsync(CnnTrainingOptions how) =>
            new CnnTrainer(net => net.Conv2D(8).BatchNorm().ReLU().GlobalAveragePool().Dense(net.ClassCount), how)
                .TrainAsync(set.Split(), null, TestContext.Current.CancellationToken);
    }
}
