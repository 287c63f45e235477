using System.Text.Json.Nodes;
using System.Xml.Linq;
using Xunit;

namespace MlNetCnn.Cli.Tests;

[Collection(DemoCollection.Name)]
public sealed class EvaluateGateTests(DemoFixture demo) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Evaluate_BaselineOfTheSameModel_PassesAndWritesEveryFile()
    {
        var first = await EvaluateAsync("--metrics", _folder.File("m.json"));
        var second = await EvaluateAsync(
            "--baseline", _folder.File("m.json"), "--max-drop", "0", "--min-class-f1", "0.1", "--junit", _folder.File("o/gate.xml"), "--markdown", _folder.File("gate.md"));

        Assert.Equal((ExitCode.Done, ExitCode.Done), (first.ExitCode, second.ExitCode));
        Assert.Contains("accuracy 0.0 points, macro F1 0.0 points.", second.Output);
        Assert.DoesNotContain("Note: the baseline", second.Output);
        Assert.Contains(_folder.File("o/gate.xml"), second.Output);
        var suite = XDocument.Load(_folder.File("o/gate.xml")).Root!.Element("testsuite")!;
        Assert.Equal(("8", "0"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        Assert.Contains("**Passed** 7 gates.", File.ReadAllText(_folder.File("gate.md")));
    }

    [Fact]
    public async Task Evaluate_BelowTheBaseline_EndsWith6AndStillWritesTheFiles()
    {
        await EvaluateAsync("--metrics", _folder.File("m.json"));
        var json = JsonNode.Parse(File.ReadAllText(_folder.File("m.json")))!;
        json["test"]!["accuracy"] = 1.0;
        File.WriteAllText(_folder.File("m.json"), json.ToJsonString());

        var run = await EvaluateAsync(
            "--baseline", _folder.File("m.json"), "--junit", _folder.File("gate.xml"), "--markdown", _folder.File("gate.md"), "--metrics", _folder.File("n.json"));

        Assert.Equal(ExitCode.GateMissed, run.ExitCode);
        Assert.Matches(@"error GATE_MISSED: the accuracy of 0\.\d+ is 0\.\d+ below 0\.9900 \(the baseline's 1\.0000 minus 0\.0100\)", run.Error);
        Assert.Equal("1", XDocument.Load(_folder.File("gate.xml")).Root!.Element("testsuite")!.Attribute("failures")!.Value);
        Assert.Contains("**Missed** 1 of 2 gates.", File.ReadAllText(_folder.File("gate.md")));
        Assert.True(File.Exists(_folder.File("n.json")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"test\":{\"accuracy\":null}}")]
    [InlineData("{\"test\":{\"accuracy\":7,\"macroF1\":0.5}}")]
    [InlineData("{\"images\":{\"test\":1},\"test\":{\"accuracy\":0.5,\"macroF1\":0.5},\"perClass\":[{\"name\":null,\"f1\":0.5}]}")]
    [InlineData(null)]
    public async Task Evaluate_NoUsableBaseline_EndsWith3(string? content)
    {
        if (content is not null)
        {
            File.WriteAllText(_folder.File("m.json"), content);
        }

        await CliRunner.FailAsync(3, "BASELINE_NOT_USABLE", Arguments("--baseline", _folder.File("m.json")));
    }

    [Fact]
    public async Task Evaluate_MaxDropWithoutBaseline_IsRefused() =>
        await CliRunner.FailAsync(ExitCode.Usage, "USAGE", Arguments("--max-drop", "0.1"));

    [Fact]
    public async Task Evaluate_TwoOutputsOfOnePath_AreRefused() =>
        await CliRunner.FailAsync(ExitCode.Usage, "OUTPUT_TWICE", Arguments("--junit", _folder.File("x"), "--markdown", _folder.File("x")));

    private Task<CliRun> EvaluateAsync(params string[] options) => CliRunner.RunAsync(Arguments(options));

    private string[] Arguments(params string[] options) =>
        ["evaluate", "--model", demo.Package, "--data", Path.Combine(Repository.Emoji, "images.csv"), "--quiet", .. options];
}
