using Xunit;

namespace MlNetCnn.Cli.Tests;

public class CommandLineTests
{
    [Fact]
    public async Task RunAsync_NoArguments_WritesHelpToStandardError()
    {
        var run = await CliRunner.RunAsync();

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("train", run.Error);
    }

    [Fact]
    public async Task RunAsync_Help_ListsEveryCommand()
    {
        var run = await CliRunner.RunAsync("--help");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.All(["demo", "train", "evaluate", "predict", "backbones", "doctor"], name => Assert.Contains($"  {name}", run.Output));
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("train")]
    [InlineData("evaluate")]
    [InlineData("predict")]
    [InlineData("backbones", "inspect")]
    [InlineData("doctor")]
    public async Task RunAsync_HelpOfACommand_ShowsAnExample(params string[] command)
    {
        var run = await CliRunner.RunAsync([.. command, "--help"]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains($"  mlnetcnn {string.Join(' ', command)}", run.Output[run.Output.IndexOf("Example", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task RunAsync_MisspelledCommand_SuggestsTheNearest()
    {
        var run = await CliRunner.FailAsync(ExitCode.Usage, "USAGE", "trian");

        Assert.Contains("did you mean 'train'", run.Error);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("--dta")]
    [InlineData("--threads", "many")]
    [InlineData("--threads", "-1")]
    [InlineData("--max-bad", "101")]
    [InlineData("--resize", "7")]
    [InlineData("--method", "other")]
    public async Task RunAsync_WrongOption_RefersToTheHelp(params string[] wrong)
    {
        var run = await CliRunner.FailAsync(ExitCode.Usage, "USAGE", ["train", "--data", "x", "--output", "x.zip", .. wrong]);

        Assert.Contains(wrong[^1], run.Error);
        Assert.Contains("train --help", run.Error);
        Assert.DoesNotContain("System.", run.Error);
    }

    [Fact]
    public async Task RunAsync_MissingOptions_NamesEach()
    {
        var run = await CliRunner.FailAsync(ExitCode.Usage, "USAGE", "train");

        Assert.Contains("--data", run.Error);
        Assert.Contains("--output", run.Error);
    }

    [Theory]
    [InlineData(ExitCode.Interrupted)]
    [InlineData(ExitCode.Terminated)]
    public async Task RunAsync_Cancelled_EndsWithTheCodeOfTheSignal(int exitCode)
    {
        using var folder = new TemporaryFolder();
        using var cancellation = new Cancellation();
        cancellation.Cancel(exitCode);

        var run = await CliRunner.RunAsync(
            cancellation, "train", "--data", Path.Combine(Repository.Emoji, "images.csv"), "--output", folder.File("m.zip"));

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains("canceled", run.Error);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public async Task RunAsync_ErrorWithVerbose_ShowsTheStackTrace()
    {
        var run = await CliRunner.RunAsync("predict", "--model", "missing.zip", "x.jpg", "--verbose");

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("   at ", run.Error);
    }
}
