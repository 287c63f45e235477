using System.Text.Json;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class CompareTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Compare_TwoMethodsThenResumed_ShowsATableAndTrainsOnlyOnce()
    {
        string[] command =
        [
            "compare", "--data", Photos(), "--methods", "features", "scratch", "--architecture", "simple-cnn", "mlp", "--width", "0.1", "--depth", "1", "--input-size", "16",
            "--epochs", "1", "--augment", "none", "--seeds", "2", "--images-per-class", "4", "all", "--output", _folder.File("out"), "--report", _folder.File("c.html"), "--quiet",
        ];
        var run = await CliRunner.RunAsync(command);
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        var rows = run.Output.Split('\n').SkipWhile(line => !line.Contains("macro F1", StringComparison.Ordinal)).ToList();
        Assert.Equal(6, rows.Count(line => line.Contains(" ms ", StringComparison.Ordinal)));
        Assert.Matches("Always predicting the largest class is right for .* of [0-9]+ test images", run.Output);
        Assert.Equal(12, Directory.GetFiles(_folder.File("out"), "*.zip").Length);
        Assert.Contains(Directory.GetFiles(_folder.File("out"), "*.zip").Select(Path.GetFileName), name => name == "scratch-mlp-width-0.1-depth-1-4-per-class-seed-2.zip");
        Assert.Contains("| method | images per class | accuracy |", File.ReadAllText(_folder.File("out/comparison.md")));
        using (var json = JsonDocument.Parse(File.ReadAllText(_folder.File("out/comparison.json"))))
        {
            Assert.Equal(12, json.RootElement.GetProperty("runs").GetArrayLength());
            Assert.Equal(2, json.RootElement.GetProperty("settings").GetString()!.Split(", Log = , ").Length - 1);
        }

        var page = File.ReadAllText(_folder.File("c.html"));
        Assert.Contains("scratch mlp width 0.1 depth 1", page);
        Assert.Contains("Always predicting the largest class", page);

        var again = await CliRunner.RunAsync([.. command, "--resume"]);
        Assert.Equal((ExitCode.Done, ""), (again.ExitCode, again.Error));
        Assert.DoesNotContain("seed 2:", again.Output);
        Assert.Equal(rows, again.Output.Split('\n').SkipWhile(line => !line.Contains("macro F1", StringComparison.Ordinal)));

        var other = await CliRunner.RunAsync([.. command, "--resume", "--learning-rate", "0.1"]);
        Assert.Equal(ExitCode.Usage, other.ExitCode);
        Assert.Contains("RESUME_CHANGED", other.Error);
    }

    [Theory]
    [InlineData("--methods finetuning", "finetuning")]
    [InlineData("--methods features --architecture mlp", "does not use --architecture")]
    [InlineData("--images-per-class 1", "--images-per-class takes")]
    [InlineData("--seeds 0", "--seeds takes")]
    [InlineData("--unfreeze some", "auto, head, stages:N")]
    public async Task Compare_WrongOption_IsRefusedBeforeAnyWork(string options, string message)
    {
        var run = await CliRunner.RunAsync(["compare", "--data", Repository.Emoji, "--output", _folder.File("out"), .. options.Split(' ')]);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(message, run.Error);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    private string Photos()
    {
        foreach (var image in Repository.Photos(12, "train"))
        {
            var kind = Path.GetFileName(Path.GetDirectoryName(image))!;
            Directory.CreateDirectory(_folder.File($"photos/{kind}"));
            File.Copy(image, _folder.File($"photos/{kind}/{Path.GetFileName(image)}"));
        }

        return _folder.File("photos");
    }
}
