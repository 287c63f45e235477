namespace MlNetCnn.Testing;

/// <summary>Gives each test assembly, and the processes it starts, its own cache instead of the user's.</summary>
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
