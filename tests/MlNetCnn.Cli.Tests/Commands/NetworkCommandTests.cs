using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class NetworkCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Network_OwnModel_DrawsAndListsItsStages()
    {
        TinyClassifiers.Create(1).Save(_folder.File("m.zip"));

        var run = await CliRunner.RunAsync("network", "--model", _folder.File("m.zip"), "--output", _folder.File("n.svg"));

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Matches("1 +4 +8 x 8 +1 +112", run.Output);
        Assert.Contains("Stage 2: 4 x 4, 6 maps", File.ReadAllText(_folder.File("n.svg")));
        Assert.Contains("élan", File.ReadAllText(_folder.File("n.svg")));
    }

    [Fact]
    public async Task Network_WrongUse_IsRefused()
    {
        await CliRunner.FailAsync(2, "USAGE", "network", "--output", _folder.File("n.png"));
        await CliRunner.FailAsync(4, "MODEL_NOT_FOUND", "network", "--model", _folder.File("gone.zip"), "--output", _folder.File("n.svg"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }
}
