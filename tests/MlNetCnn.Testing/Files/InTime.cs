using Xunit;

namespace MlNetCnn.Testing;

/// <summary>Runs what once never ended, so that a relapse fails and does not hang the tests.</summary>
internal static class InTime
{
    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(1);

    public static Task<T> RunAsync<T>(Func<T> call) => Task.Run(call, Token).WaitAsync(Enough, Token);

    public static Task<T> RunAsync<T>(Func<Task<T>> call) => Task.Run(call, Token).WaitAsync(Enough, Token);

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
