namespace MlNetCnn.Testing;

/// <summary>Keeps the tests, and the processes that they start, out of the user's cache: every test assembly has one.</summary>
internal sealed class TestCache : IDisposable
{
    private readonly TemporaryFolder? _folder;

    public TestCache()
    {
        if (Environment.GetEnvironmentVariable(CacheDirectory.Variable) is null)
        {
            _folder = new TemporaryFolder();
            Environment.SetEnvironmentVariable(CacheDirectory.Variable, _folder.Root);
        }
    }

    public void Dispose() => _folder?.Dispose();
}
