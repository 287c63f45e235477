using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class PromptEndTests
{
    [Fact]
    public async Task Run_WorkThatIgnoresItsCancellation_IsLeftAlone()
    {
        using var source = new CancellationTokenSource();
        var never = new TaskCompletionSource<int>();
        var run = PromptEnd.RunAsync(() => never.Task, TimeSpan.FromMilliseconds(1), source.Token);
        Assert.False(run.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task Run_WorkThatEndsSoonAfterItsCancellation_GivesItsResult()
    {
        using var source = new CancellationTokenSource();
        var work = new TaskCompletionSource<int>();
        var run = PromptEnd.RunAsync(() => work.Task, TimeSpan.FromMinutes(1), source.Token);
        await source.CancelAsync();
        work.SetResult(6);
        Assert.Equal(6, await run);
    }

    [Fact]
    public async Task Run_WorkThatFails_FailsAsItDid() => await Assert.ThrowsAsync<InvalidDataException>(
        () => PromptEnd.RunAsync<int>(() => throw new InvalidDataException(), TimeSpan.FromMinutes(1), CancellationToken.None));
}
