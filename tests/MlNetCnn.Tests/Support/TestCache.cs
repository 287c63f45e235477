using System.Runtime.CompilerServices;

namespace MlNetCnn.Tests;

/// <summary>Keeps the tests, and the processes that they start, out of the user's cache.</summary>
internal static class TestCache
{
    [ModuleInitializer]
    internal static void Redirect()
    {
        if (Environment.GetEnvironmentVariable(CacheDirectory.Variable) is null)
        {
            var folder = new TemporaryFolder();
            Environment.SetEnvironmentVariable(CacheDirectory.Variable, folder.Root);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        }
    }
}
