using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.Cli.Tests;

[Collection(DemoCollection.Name)]
public sealed class EvaluateTests(DemoFixture demo) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Table => Path.Combine(Repository.Emoji, "images.csv");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Evaluate_TableWithSplits_MeasuresLikeTheDemo()
    {
        var run = await CliRunner.RunAsync("evaluate", "--model", demo.Package, "--data", Table, "--metrics", _folder.File("m.json"));

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("180 images of the test split", run.Output);
        var measured = Regex.Match(demo.Run.Output, @"\n +features +([0-9.]+ %) ").Groups[1].Value;
        Assert.Contains($"{measured} of 180 images", run.Output);
        using var metrics = JsonDocument.Parse(File.ReadAllText(_folder.File("m.json")));
        Assert.Equal(180, metrics.RootElement.GetProperty("images").GetProperty("test").GetInt32());
    }

    [Theory]
    [InlineData("--min-accuracy")]
    [InlineData("--min-macro-f1")]
    public async Task Evaluate_BelowAThreshold_EndsWith6(string gate)
    {
        var run = await CliRunner.FailAsync(ExitCode.GateMissed, "GATE_MISSED", "evaluate", "--model", demo.Package, "--data", Table, gate, "1");

        Assert.Contains("Macro F1", run.Output);
    }

    [Fact]
    public async Task Evaluate_AboveTheThresholds_EndsWith0()
    {
        var run = await CliRunner.RunAsync(
            "evaluate", "--model", demo.Package, "--data", Table, "--min-accuracy", "0.5", "--min-macro-f1", "0.5", "--quiet");

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Evaluate_LabelsThatTheModelLacks_CountAsWrong()
    {
        Write(("animals", 3), ("orchid", 2));

        var run = await CliRunner.RunAsync("evaluate", "--model", demo.Package, "--data", _folder.File("t.csv"), "--max-bad", "50");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("orchid: 2 images", run.Output);
        Assert.Contains("of 5 images, of which 2 with labels that the model does not have", run.Output);
    }

    [Fact]
    public async Task Evaluate_OnlyUnknownLabels_EndsWith3()
    {
        Write(("orchid", 2));

        var run = await CliRunner.FailAsync(3, "DATA_NOTHING_TO_MEASURE", "evaluate", "--model", demo.Package, "--data", _folder.File("t.csv"));

        Assert.Contains("animals", run.Error);
    }

    [Fact]
    public async Task Evaluate_OnlyATrainingSplit_IsRefused()
    {
        File.WriteAllText(_folder.File("t.csv"), $"filename,label,split\n{Repository.Photos(1)[0]},animals,train\n");

        await CliRunner.FailAsync(3, "DATA_NO_TEST_PART", "evaluate", "--model", demo.Package, "--data", _folder.File("t.csv"));
    }

    [Theory]
    [InlineData("MODEL_NOT_FOUND", null)]
    [InlineData("MODEL_NOT_ZIP", "plain text")]
    public async Task Evaluate_NoModel_EndsWith4(string code, string? content)
    {
        if (content is not null)
        {
            File.WriteAllText(_folder.File("m.zip"), content);
        }

        await CliRunner.FailAsync(4, code, "evaluate", "--model", _folder.File("m.zip"), "--data", Table);
    }

    private void Write(params (string Label, int Count)[] rows)
    {
        var images = Repository.Photos(rows.Sum(row => row.Count));
        var lines = rows.SelectMany(row => Enumerable.Repeat(row.Label, row.Count)).Zip(images, (label, image) => $"{image},{label}");
        File.WriteAllLines(_folder.File("t.csv"), ["filename,label", .. lines]);
    }
}
