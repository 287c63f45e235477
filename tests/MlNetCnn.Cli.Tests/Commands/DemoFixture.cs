using Xunit;

namespace MlNetCnn.Cli.Tests;

/// <summary>One run of the demo, shared by the tests of its output and its model.</summary>
public sealed class DemoFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public CliRun Run { get; private set; } = new(-1, "", "");

    public string Package => Path.Combine(_folder.Root, "emoji-features.zip");

    public async ValueTask InitializeAsync() => Run = await CliRunner.RunAsync("demo", "--output", _folder.Root, "--epochs", "2");

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
