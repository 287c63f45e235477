using Xunit;

namespace MlNetCnn.Testing;

/// <summary>Runs code that once hung with a timeout, so that a regression fails instead of blocking the tests.</summary>
internal static class InTime
{
    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(1);

    public static Task<T> RunAsync<T>(Func<T> call) => Task.Run(call, Token).WaitAsync(Enough, Token);

    public static Task<T> RunAsync<T>(Func<Task<T>> call) => Task.Run(call, Token).WaitAsync(Enough, Token);

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
