using System.Runtime.CompilerServices;

namespace MlNetCnn.Tests;

/// <summary>Keeps the tests, and the processes that they start, out of the user's cache.</summary>
internal static class TestCache
{
    [ModuleInitializer]
    internal static void Redirect()
    {
        if (Environment.GetEnvironmentVariable(CacheFolder.Variable) is null)
        {
            var folder = new TemporaryFolder();
            Environment.SetEnvironmentVariable(CacheFolder.Variable, folder.Root);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        }
    }
}
