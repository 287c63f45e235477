using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class OwnThreadTests
{
    private static readonly FineTuningOptions Small = new()
    {
        Unfreeze = LayerRange.All, Epochs = 3, BatchSize = 8, Augmentation = Augmentation.None, Precision = TrainingPrecision.Fp32,
    };

    [Fact]
    public async Task Train_SeveralAtOnce_GiveTheWeightsOfEachAlone()
    {
        using var set = new ShapeSet(16, classCount: 3);
        var alone = new List<byte[]>();
        foreach (var threads in new[] { 1, 2 })
        {
            alone.Add((await Train(set, threads, TestContext.Current.CancellationToken)).Graph.ToBytes());
        }

        var together = await Task.WhenAll(new[] { 1, 2, 1, 2 }.Select(threads => Train(set, threads, TestContext.Current.CancellationToken)));
        Assert.Equal([alone[0], alone[1], alone[0], alone[1]], together.Select(model => model.Graph.ToBytes()));
    }

    [Fact]
    public async Task Run_AnotherTrains_WaitsForItAndCanBeCanceled()
    {
        var token = TestContext.Current.CancellationToken;
        using var finish = new ManualResetEventSlim();
        var started = new TaskCompletionSource();
        var first = TrainingThread.RunAsync(() => { started.SetResult(); finish.Wait(token); return 1; }, token);
        await started.Task;
        using var stop = new CancellationTokenSource();
        var (ran, given) = (false, TrainingThread.RunAsync(() => 3, token));
        var second = TrainingThread.RunAsync(() => ran = true, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(ran || given.IsCompleted);
        finish.Set();
        Assert.Equal((1, 3), (await first, await given));
    }

    [Fact]
    public async Task Run_Fails_LetsTheNextOneRun()
    {
        var token = TestContext.Current.CancellationToken;
        await Assert.ThrowsAsync<InvalidOperationException>(() => TrainingThread.RunAsync<int>(() => throw new InvalidOperationException(), token));
        Assert.Equal(2, await TrainingThread.RunAsync(() => 2, token));
    }

    private static Task<TrainedClassifier> Train(ShapeSet set, int threads, CancellationToken cancellationToken) =>
        new FineTuningTrainer(set.Backbone, Small with { Threads = threads }).TrainAsync(set.Split(), null, cancellationToken);
}
